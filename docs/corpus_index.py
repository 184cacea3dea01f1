"""Invariant: the reader's index of the corpus is made from the notes themselves, by one command.

python docs/corpus_index.py           writes corpus/INDEX.md
python docs/corpus_index.py --check   exit 1 when it is out of date
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.knowledge.notes_format import NoteHead, read_head, sections, split

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
PLACE = CORPUS / "INDEX.md"
GROUPS = {
    "The order": "order-of-operations why-the-order-inverted the-first-80-and-the-last-20 compound-engineering-family "
    "failure-statistics ships-but-undifferentiated",
    "Does it fit": "frame-the-user-problem fit-test when-classical-wins classical-project-shape "
    "regulated-and-safety-critical edge-latency-privacy buy-build-train",
    "Building it": "choose-baseline-model prompt-design rag-design tools-workflows-agents memory-engineering "
    "eval-design success-metrics-and-guardrails",
    "Learning from use": "usage-logging-schema consent-and-privacy feedback-signals",
    "Paying for more": "cost-and-latency-model fine-tune-gate training-methods tuning-availability-2026",
    "Steering it": "risk-register team-and-staffing regulation-timeline rollout-and-stage-gates",
    "Cases": "case-coding-tools case-support case-legal-finance case-embedded-assistants",
}
HEAD = """# What the assistant knows

Made from the notes by `python docs/corpus_index.py`; do not edit it. Every note names its sources, gives each fact its
source and how sure we are of it, and says when it has to be read again. Begin with
[Product, then data, then model](product-first.md).
"""


def text() -> str:
    """The index. Raises ValueError when a note stands in no group or in two."""
    placed = [name for names in GROUPS.values() for name in names.split()]
    notes = {file.stem: file.read_text(encoding="utf-8") for file in (CORPUS / "notes").glob("*.md")}
    if sorted(placed) != sorted(notes):
        raise ValueError(f"not in exactly one group: {sorted(set(placed) ^ set(notes))}")
    parts = [HEAD]
    for title, names in GROUPS.items():
        rows = [_row(read_head(notes[name]), notes[name]) for name in names.split()]
        parts.append(
            f"## {title}\n\n| note | answers | facts | read again by | confidence |\n|---|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def _row(head: NoteHead, note: str) -> str:
    facts = sections(split(note)[1])["Facts"].count("\n- ") + 1
    link = f"[{head.title}](notes/{head.id}.md)"
    return f"| {link} | {head.question} | {facts} | {head.review_by} | {head.confidence} |"


def main() -> int:
    """Writes or checks."""
    if "--check" in sys.argv[1:]:
        if not PLACE.is_file() or PLACE.read_text(encoding="utf-8") != text():
            sys.stderr.write("corpus/INDEX.md is out of date; run: python docs/corpus_index.py\n")
            return 1
        return 0
    PLACE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
