"""Invariant: an answer about a plan is made of that plan's own lines and of the sources those lines name, unchanged.

Lines are chosen by the words they share with the question, rarer words counting more, and by the section that a
question of that kind is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

_SECTIONS: tuple[tuple[str, str], ...] = (
    (r"cost|pric|money|budget|spend|expens|payback|repa(?:id|y)|break.?even|invest", "Money"),
    (
        r"\bwhen\b|date|deadline|how long|weeks?\b|stages?\b|steps?\b|gates?\b|order\b|fine.?tun|train",
        "Stages and gates",
    ),
    (r"risk|go(?:es)? wrong|danger|assum", "Risks"),
    (r"measure|metric|target|success|\bstop\b|kill|\bevals?\b|how (?:do|will) we know", "How we know"),
    (r"this week|monday|\bfirst\b|start|next|\bdo now\b", "This week"),
    (r"traditional|other (?:path|way)|alternative|instead|compare", "Beside the other path"),
    (r"\bfit\b|why product|suit|right order", "Does product-first fit?"),
    (r"edge|moat|cop(?:y|ied)|different|competit", "Edge"),
    (r"question|unclear|open point|assum", "Questions"),
    (r"\bship|\buser|slice|guardrail|surface|launch|hand.?over", "What we ship"),
    (r"\bsource|evidence|prove|proof|\bcite", "Sources"),
)
"""What a question asks about → the section of a plan that is about it."""
_NAMES: tuple[tuple[str, str], ...] = (
    (r"risks?|riskiest|risky|assumptions?", "Risks"),
    (r"gates?|stages?", "Stages and gates"),
    (r"verdict", "The answer"),
    (r"money|budget", "Money"),
    (r"edge|moat", "Edge"),
    (r"questions?", "Questions"),
    (r"this week|week", "This week"),
    (r"evals?", "How we know"),
    (r"guardrails?", "What we ship"),
)
"""The word by which a question names a section → that section, whose lines go before all others."""
_ALSO = {"verdict": "path", "launch": "ship", "biggest": "riskiest", "worst": "riskiest", "eval": "launch"}
"""A word of a question → the word a plan has for it."""
_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "is",
        "are",
        "was",
        "be",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "should",
        "may",
        "must",
        "it",
        "its",
        "this",
        "that",
        "these",
        "we",
        "our",
        "you",
        "your",
        "i",
        "my",
        "me",
        "for",
        "on",
        "at",
        "by",
        "with",
        "from",
        "as",
        "not",
        "no",
        "if",
        "than",
        "then",
        "so",
        "how",
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "why",
        "there",
        "here",
        "have",
        "has",
        "had",
        "plan",
        "about",
        "tell",
        "show",
        "explain",
        "any",
        "some",
        "much",
        "many",
        "long",
        "until",
        "explain",
    ]
)
_SHOWN = 3
_HINT = 2.0
"""What being in the right section is worth, in units of a rare shared word (project rule)."""
_COVERED = 0.3
"""The share of the question's words, by worth, that a line outside the right section must hold (project rule)."""
_MARK = re.compile(r"\[([a-z][\w-]+)\]")


@dataclass(frozen=True)
class Line:
    """One paragraph, bullet or table row of a plan, with the section it stands in."""

    section: str
    text: str


def answer(question: str, plan: str) -> str:
    """What the plan (as Markdown) says to the question, quoted; '' when it says nothing to it."""
    lines = _lines(plan)
    chosen = _named(question, lines) or _best(question, [line for line in lines if line.section != "Sources"])
    if not chosen and re.search(_SECTIONS[-1][0], question, re.I):
        chosen = [line for line in lines if line.section == "Sources"][:_SHOWN]
    if not chosen:
        return ""
    said = "\n".join(f"- {line.text} ({line.section})" for line in chosen)
    sources = _sources(chosen, lines)
    return f"No language model is at work; this is what the plan says:\n\n{said}\n" + (
        f"\nIts sources, quoted:\n\n{sources}\n" if sources else ""
    )


def _lines(plan: str) -> list[Line]:
    found: list[Line] = []
    section, head = "The plan", ""
    for raw in plan.splitlines():
        text = raw.strip()
        if text.startswith("#"):
            section, head = re.sub(r",.*", "", text.lstrip("# ")) if text.startswith("##") else "The plan", ""
        elif text.startswith("|"):
            if not head:
                head = text
            elif not re.fullmatch(r"[|\-: ]+", text):
                found.append(Line(section, _row(head, text)))
        elif text:
            found.append(Line(re.sub(r" \(.*", "", section), re.sub(r"^- ", "", text)))
    return found


def _row(head: str, row: str) -> str:
    names, cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in (head, row))
    rest = [f"{name}: {cell}" for name, cell in zip(names[1:], cells[1:], strict=False) if cell and cell != "–"]
    return f"{cells[0]}{'. ' if rest else ''}{'; '.join(rest)}"


def _named(question: str, lines: Sequence[Line]) -> list[Line]:
    """The stage, question or action that the words name by its number."""
    named = re.search(r"\b(stage|step|question|action)\s+(\d)\b", question, re.I)
    if named is None:
        return []
    section = {"question": "Questions", "action": "This week"}.get(named[1].lower(), "Stages and gates")
    begins = re.compile(rf"(?:\*\*)?{named[2]}[. ]")
    return [line for line in lines if line.section == section and begins.match(line.text)][:1]


def _best(question: str, lines: Sequence[Line]) -> list[Line]:
    wanted = _words(question)
    wanted |= {also for word, also in _ALSO.items() if re.search(rf"\b{word}", question, re.I)}
    named = {section for pattern, section in _NAMES if re.search(rf"\b(?:{pattern})\b", question, re.I)}
    holders = Counter(word for line in lines for word in _words(line.text))
    hinted = {section for pattern, section in _SECTIONS if re.search(pattern, question, re.I)} | named
    worth = {word: log(1 + len(lines) / max(1, holders[word])) for word in wanted}
    enough = _COVERED * sum(worth.values())
    scored = []
    for place, line in enumerate(lines):
        shared = sum(worth[word] for word in wanted & _words(line.text))
        score = shared + _HINT * (line.section in hinted)
        if score >= _HINT and (shared >= enough or line.section in hinted):
            scored.append((line.section not in named, -score, place, line))
    best = sorted(scored)[:_SHOWN]
    return [line for _, score, _, line in best if score <= best[0][1] / 2]


def _sources(chosen: Sequence[Line], lines: Sequence[Line]) -> str:
    marks = dict.fromkeys(mark for line in chosen for mark in _MARK.findall(line.text))
    known = {mark[1]: line.text for line in lines if line.section == "Sources" and (mark := _MARK.match(line.text))}
    return "\n".join(f"- {known[mark]}" for mark in marks if mark in known)


def _words(text: str) -> set[str]:
    words = {word for word in re.findall(r"[a-z][a-z'-]{2,}|\d+", text.lower()) if word not in _COMMON}
    return {re.sub(r"(?:ing|ed|es|s|ly)$", "", word) if len(word) > 4 else word for word in words}
