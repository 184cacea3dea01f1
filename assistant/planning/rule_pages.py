"""Invariant: every rule has a page: what it asks, why, and one field that fails it beside the same field mended.

`assistant rule CODE` prints `page`, docs/rules.md is `table`; the examples are run by a test against a good plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from pydantic_core import to_json

from assistant.planning.purpose import Path
from assistant.planning.rule_texts import TEXTS
from assistant.planning.rule_texts.said import SAYS
from assistant.planning.rulebook import RELAXED, table
from assistant.planning.rules import RULES

_HEADINGS: Mapping[Path, str] = {
    "product_first": "product first",
    "adapted": "adapted",
    "classical": "classical",
    "clarify": "clarify",
    "stop": "stop",
}
_COUNTED = " (entries are counted from 0)"


@dataclass(frozen=True)
class RulePage:
    """One rule, explained. `note` is the id of the corpus note behind it; failing and mended are JSON values.

    `says` is the finding that the failing example gets in the plan of the tests.
    """

    code: str
    title: str
    severity: str
    what: str
    why: str
    note: str
    fix: str
    path: str
    failing: str
    mended: str
    says: str
    relaxed: str

    def as_text(self) -> str:
        """The page as Markdown."""
        lines = [
            f"# {self.code} · {self.title}",
            "",
            f"**Severity:** {self.severity}. **Note:** {self.note}",
            "",
            f"**What:** {self.what}",
            "",
            f"**Why:** {self.why}",
            "",
            f"**Mend:** {self.fix}",
        ]
        if self.relaxed:
            lines += ["", f"**Under classical and adapted:** {self.relaxed}."]
        lines += [
            "",
            f"Fails, at `{self.path}`{_COUNTED if '[' in self.path else ''}:",
            "",
            f"    {_short(self.failing)}",
            "",
            f"The review then says: {self.says}",
            "",
            "Holds:",
            "",
            f"    {_short(self.mended)}",
            "",
        ]
        return "\n".join(lines)


def _short(value: str) -> str:
    return value if len(value) <= 300 else f"{value[:299]}…"


def page(code: str) -> RulePage:
    """The page of that rule. Raises KeyError when there is no such rule."""
    rule, text = RULES[code], TEXTS[code]
    return RulePage(
        code=code,
        title=rule.title,
        severity=rule.severity,
        what=text.what,
        why=text.why,
        note=rule.why,
        fix=text.fix,
        path=text.path,
        failing=to_json(text.failing).decode(),
        mended=to_json(text.mended).decode(),
        says=SAYS[code],
        relaxed=RELAXED.get(code, ""),
    )


def published() -> str:
    """docs/rules.md: every rule with the verdicts it is asked under, then what is relaxed where."""
    paths: tuple[Path, ...] = get_args(Path)
    head = ["code", "rule", "severity", *(_HEADINGS[path] for path in paths)]
    lines = [
        "# The rules of a plan",
        "",
        "Every plan is reviewed by these rules on every load, save and model answer. `assistant rule PF302` prints the",
        "page of one. An error makes the plan a draft; a rule without its evidence says that it was not measured.",
        "This page is written by `assistant.planning.rule_pages.published()`.",
        "",
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
    ]
    for code, cells in table():
        marks = [_mark(cells[path]) for path in paths]
        lines.append(f"| `{code}` | {RULES[code].title} | {RULES[code].severity} | " + " | ".join(marks) + " |")
    lines += ["", "`*` relaxed under classical and adapted:", ""]
    lines += [f"- `{code}`: {text}." for code, text in RELAXED.items()]
    lines += ["", "Under clarify, PF502 asks for one question with a default and a smallest slice; under stop, for the"]
    lines += [
        "reasons, what would reopen it, and the cheapest test. A waiver with role, reason and an unexpired date turns"
    ]
    lines += ["the errors of exactly its rule into warnings.", ""]
    return "\n".join(lines)


def _mark(cell: str) -> str:
    return {"yes": "yes", "no": "–"}.get(cell, "yes *")
