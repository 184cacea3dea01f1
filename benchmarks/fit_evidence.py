"""Invariant: an answer counts as backed only when the rendered plan shows a note or the brief's own words beside it.

    python -m benchmarks.fit_evidence [BRIEFS.jsonl]

Plans each brief offline (those of `evals/suites/fit/given.jsonl` unless a file is named) and prints how many of its six
fit answers say "No evidence yet", and the median.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from pydantic_core import from_json

from assistant import plan, resources
from assistant.planning.fit_evidence import because


def main(arguments: Sequence[str]) -> None:
    """Prints a line for each brief and the median."""
    given = resources.folder("evals") / "suites" / "fit" / "given.jsonl"
    text = Path(arguments[0]).read_text(encoding="utf-8") if arguments else given.read_text(encoding="utf-8")
    counts = dict(counted(from_json(line) for line in text.splitlines() if line.strip()))
    for name, count in counts.items():
        print(f"{count} of 6  {name}")
    print(f"median {median(counts.values()):g} of 6 without evidence, over {len(counts)} briefs")


def counted(cases: Iterable[dict[str, str]]) -> Iterable[tuple[str, int]]:
    """Id → fit answers without evidence in the offline plan of its brief."""
    for case in cases:
        made = plan(case["brief"], model="offline")
        yield case["id"], sum("No evidence yet" in because(made, answer) for answer in made.fit)


if __name__ == "__main__":
    main(sys.argv[1:])
