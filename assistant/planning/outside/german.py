"""Invariant: German is read by a short list of its own; what it finds is likely, never sure.

Written for plans, not for German: each pattern is a noun and a verb that stand in one sentence, in either order.
"""

from __future__ import annotations

import re

from assistant.planning.outside.kinds import Kind, signs

_NOT = re.compile(
    r"\b(?:kein\w*|nicht(?! vor)|ohne|nie|niemals|statt|anstatt|noch nichts?)\b|\b(?:testf[aä]lle\w*|testset|pr[uü]ff[aä]lle\w*|eval)\b",
    re.I,
)
_MADE = r"(?:sammeln|erheben|aufbauen|erstellen|beschaffen|erfassen|aufbereiten|zusammenstellen|kuratieren|bereinigen)"
_SIGNS = signs(
    (
        "label",
        r"\b(?:annotier\w*|annotation\w*|labeln|gelabelt\w*|labelling|etikettier\w*|verschlagwort\w*"
        r"|datenannotation|von hand (?:be|aus|zu)\w+)\b",
    ),
    (
        "collect",
        rf"\b(?:trainings?daten\w*|trainingssatz|datens[aä]tze?\w*|datenbasis|korpus)\b.*\b{_MADE}\b"
        rf"|\b(?:sammlung|aufbau|erhebung|beschaffung) (?:der |von |eines |einer )?(?:trainings?daten\w*|datens\w+|datenbasis|korpus)\b"
        r"|\bdatensammlung\b|\bdatenerhebung\b",
    ),
    ("fine_tune", r"\b(?:fein(?:abstimm|tun|justier)\w*|fine-?tun\w*|nachtrainier\w*)\b"),
    (
        "train",
        r"\b(?:modelle?s?|klassifikator\w*|netz\w*|ki)\b.*\b(?:trainier\w*|anlernen|angelernt)\b"
        r"|\b(?:training|trainieren|anlernen) (?:des|eines|der|von) (?:\w+ )?(?:modell\w*|klassifikator\w*|netz\w*|ki)\b"
        r"|\bmodelltraining\b|\btrainier\w* (?:das|ein|unser|wir ein|wir das) (?:\w+ )?modell\b",
    ),
    (
        "eval_set",
        r"\b(?:testf[aä]lle\w*|testset|pr[uü]ff[aä]lle\w*|testfragen|evaluier\w*)\b",
    ),
    (
        "ship",
        r"\b(?:ausliefer\w*|auslieferung|pilot\w*|pilotbetrieb|einf[uü]hr\w*|einf[uü]hrung|freischalt\w*|freigeschaltet"
        r"|ausroll\w*|ausgerollt|rollout|live ?gang|go-?live|ver[oö]ffentlich\w*|launch|produktivbetrieb|inbetriebnahme"
        r"|bereitstell\w*)\b",
    ),
)
_AFTER = re.compile(r"\b(?:nach|vor|bis zu[rm]?|seit) (?:der |dem )?\w*$", re.I)

STOPS = r"abbruch|abbrechen|brechen .{0,40}\bab\b|stoppen|einstellen|beenden|aufgeben|ausstieg"
EVALS = r"testf[aä]lle\w*|testset|pr[uü]ff[aä]lle\w*|testfragen|evaluier\w*|goldstandard|r[uü]cktest"
BUYS = r"kaufen|gekauft|zukauf|anbieter\w*|lizenz\w*|fertigl[oö]sung|standardsoftware"
THIS_WEEK = r"diese woche|n[aä]chste woche|heute|morgen|montag|woche 1|erste woche"
AGAINST = r"dagegen|gegenargument\w*|einw[aä]nde?|einwand|warum (?:es|das) scheitern"
CONDITION = r"wenn|falls|sobald|erst ab|erst nach|nur bei|vorausgesetzt"


def sign(text: str) -> tuple[Kind, str] | None:
    """What the German words say is done, and which of them; None when nothing is recognised."""
    for kind, pattern in _SIGNS:
        found = pattern.search(text)
        if found is None or _AFTER.search(text[: found.start()]):
            continue
        if kind in ("ship", "eval_set") or not _NOT.search(text):
            return kind, found[0]
    return None
