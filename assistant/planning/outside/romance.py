"""Invariant: Spanish and French are read by a short list of their own; what it finds is likely, never sure.

Data and model work in them is told by told_work.py; here stands what ships and what tests. A plan in them is still said
to be read in part, since the list was written for plans, not for the languages.
"""

from __future__ import annotations

import re

from assistant.planning.outside.kinds import Kind, signs

LANGUAGES = ("es", "fr")
_SIGNS = signs(
    (
        "eval_set",
        r"\b(?:(?:conjunto|casos|preguntas) de (?:evaluación|prueba)|(?:jeu|cas|questions) (?:d['’]évaluation|de test))\b",
    ),
    (
        "ship",
        r"\b(?:lanza(?:r|mos|miento)|despleg\w+|despliegue|piloto|puesta en (?:marcha|producción)|publica(?:r|mos|ción)|entrega(?:r|mos)? a"
        r"|lanc(?:er|ement)|déploy\w+|déploiement|pilote|mise en (?:service|production)|mettre \w+ ?\w* en (?:service|production)|livr(?:er|aison))\b",
    ),
)
_AFTER = re.compile(
    r"\b(?:tras|después de[l]?|antes de[l]?|sin|desde|hasta|avant|après|sans|depuis|jusqu['’]à) (?:el |la |le |l['’])?\w*$",
    re.I,
)


def sign(text: str) -> tuple[Kind, str] | None:
    """What the Spanish or French words say is shipped or tested, and which of them; None when neither is."""
    for kind, pattern in _SIGNS:
        found = pattern.search(text)
        if found and not _AFTER.search(text[: found.start()]):
            return kind, found[0]
    return None
