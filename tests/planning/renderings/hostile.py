"""Plans in which every text is an attack, and a reader of HTML that sees what a browser would act on."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from pydantic import BaseModel
from pydantic_core import to_json

from assistant.planning.schema import Plan

SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "<!--",
    "]]><iframe src=javascript:alert(1)>",
    "[c1]<a href=javascript:alert(1)>**x**</a>",
    "{{constructor}} ${alert(1)} %%{init}%%",
    "&lt;script&gt;\x00\u202e\ud800".encode("utf-8", "replace").decode(),
)


def attacked(plan: Plan, attack: str) -> Plan:
    """The plan with the attack behind every text that may be any text; ids, which still match, are no exception."""
    return Plan.model_validate_json(to_json(_poisoned(plan, attack)))


def _poisoned(part: BaseModel, attack: str) -> dict[str, object]:
    raw: dict[str, object] = part.model_dump(mode="json")
    for key, about in type(part).model_fields.items():
        value = getattr(part, key)
        if isinstance(value, BaseModel):
            raw[key] = _poisoned(value, attack)
        elif about.annotation is str:
            raw[key] = f"{value}{attack}"
        elif about.annotation == tuple[str, ...]:
            raw[key] = [f"{each}{attack}" for each in value]
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            raw[key] = [_poisoned(each, attack) for each in value]
    return raw


@dataclass
class Seen:
    """What a document holds: its elements with their attributes, the text outside the style sheet, unclosed names."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    open: list[str] = field(default_factory=list)
    mismatched: list[str] = field(default_factory=list)

    def named(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return [attributes for each, attributes in self.elements if each == name]


class _Reader(HTMLParser):
    def __init__(self, seen: Seen) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = seen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self.seen.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.seen.open and self.seen.open[-1] == tag:
            self.seen.open.pop()
        else:
            self.seen.mismatched.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.seen.open:
            self.seen.text += data

    def handle_comment(self, data: str) -> None:
        self.seen.mismatched.append(f"comment {data[:20]}")


def read(document: str) -> Seen:
    """The document as a parser sees it."""
    seen = Seen()
    reader = _Reader(seen)
    reader.feed(document)
    reader.close()
    return seen
