"""Invariant: a claim in prose links to what it rests on, and a number's origin mark explains itself.

Prose is untrusted text. Of Markdown only **strong**, *emphasis* and `code` are read, after escaping.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.planning.elements import Citation, Claim, Quantity
from assistant.planning.numbers import amount
from assistant.planning.prose import shorten
from assistant.planning.renderings.markup import Markup, join, tag, text
from assistant.planning.schema import Plan

_TOKEN = re.compile(
    r"(?P<claims>(?:\s*\[c\d{1,2}(?:,\s*c\d{1,2})*\])+)"
    r"|\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*\s][^*]*)\*|`(?P<code>[^`]+)`"
    r"|\s*\((?P<origin>[abcpnm])(?P<range>: [^()]{1,60})?\)"
)
_ORIGINS = {
    "a": "assumed",
    "b": "from your brief",
    "c": "computed",
    "m": "measured",
    "n": "from a note",
    "p": "a dated price",
}


@dataclass(frozen=True)
class Source:
    """What a claim rests on: its number in the list of sources, its name, and the claims that share it."""

    number: int
    name: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]


class Inline:
    """Turns the prose of one plan into markup."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every note once with all that is quoted from it, then what rests on something else; each claim id once."""
        quotes = {citation.id: citation for citation in self._plan.citations}
        named: dict[str, tuple[list[Claim], list[Citation]]] = {}
        for claim in {claim.id: claim for claim in self._plan.claims}.values():
            citation = quotes.get(claim.citation)
            claims, citations = named.setdefault(citation.note if citation else _basis(claim), ([], []))
            claims.append(claim)
            if citation and citation not in citations:
                citations.append(citation)
        ordered = sorted(named.items(), key=lambda item: not item[1][1])
        return tuple(Source(i, name, tuple(c), tuple(q)) for i, (name, (c, q)) in enumerate(ordered, 1))

    @cached_property
    def anchors(self) -> dict[str, str]:
        """Claim id → the id of its element; made by counting, since a claim's id is text from outside."""
        return {claim.id: f"claim-{i}" for i, claim in enumerate(self._plan.claims, 1)}

    @cached_property
    def _links(self) -> dict[str, Markup]:
        return {
            claim.id: tag(
                "a",
                str(source.number),
                class_="ref",
                href=f"#{self.anchors[claim.id]}",
                title=shorten(f"{source.name}: {claim.text}"),
            )
            for source in self.sources
            for claim in source.claims
        }

    def prose(self, value: str) -> Markup:
        """Prose with its claims linked."""
        return self._read(value, marks=False)

    def figures(self, value: str) -> Markup:
        """Prose made by this package, in which `(c)` after a number tells where it comes from."""
        return self._read(value, marks=True)

    def quantity(self, value: Quantity) -> Markup:
        """A number with its unit, origin and range."""
        return self.figures(amount(value))

    def _read(self, value: str, *, marks: bool) -> Markup:
        parts: list[str] = []
        end = 0
        for found in _TOKEN.finditer(value):
            parts += [value[end : found.start()], self._token(found, marks)]
            end = found.end()
        return join([*parts, value[end:]])

    def _token(self, found: re.Match[str], marks: bool) -> str:
        if found["claims"]:
            return self._claims(found["claims"])
        for name in ("strong", "em"):
            if found[name]:
                return tag(name, self._read(found[name], marks=marks))
        if found["code"]:
            return tag("code", found["code"])
        return _origin(found["origin"], found["range"] or "") if marks else found[0]

    def _claims(self, ids: str) -> Markup:
        named = [self._links.get(claim) or text("unknown source") for claim in re.findall(r"c\d{1,2}", ids)]
        return tag("sup", join(dict.fromkeys(named), ", "))


def _origin(mark: str, spread: str) -> Markup:
    return join(["\u00a0", tag("abbr", f"{mark}{spread}", class_="origin", title=f"{_ORIGINS[mark]}{spread}")])


def _basis(claim: Claim) -> str:
    if claim.origin == "assumption":
        return f"Assumption: {claim.text}"
    return {"user_stated": "Your brief", "measured": f"Measured: {claim.text}"}.get(
        claim.origin, f"{claim.origin.replace('_', ' ').capitalize()}: {claim.fact or claim.text}"
    )
