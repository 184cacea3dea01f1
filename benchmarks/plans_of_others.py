"""Invariant: how well `check` reads other people's plans is measured on lines written before its patterns were read.

    python -m benchmarks.plans_of_others [--half development|apart] [--missed]

`tests/data/said_by_others/` holds lines and whole plans, each with what is wanted of it. Half of them, the development
half, may be looked at while patterns are mended; of the other half only the counts are. Prints for each family how many
were refused, and over all the recall and the precision with their 95% intervals (Wilson); with `--missed` also what was
judged otherwise than labelled.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic_core import from_json

from assistant.errors import NotMeasured
from assistant.evals.intervals import wilson
from assistant.planning.outside.review import review_markdown

SAID = Path(__file__).resolve().parents[1] / "tests" / "data" / "said_by_others"
Half = Literal["development", "apart"]
HALVES: tuple[Half, ...] = ("development", "apart")
ORDER = frozenset({"PF101", "PF104", "PF108"})
"""The rules that a line of data or model work breaks by where it stands; the others judge the whole plan."""


@dataclass(frozen=True)
class Said:
    """One labelled text: `family` tells where it is put, `line` where a refused plan is to be refused."""

    half: Half
    family: str
    refused: bool
    text: str
    line: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Counted:
    """How often the check refused: of those to be refused, and of their innocent twins."""

    refused: int
    of: int
    wrongly: int
    sound: int

    @property
    def recall(self) -> float:
        """Share of what is to be refused that was."""
        return self.refused / max(1, self.of)

    @property
    def precision(self) -> float:
        """Share of the refusals that are right; 1 when nothing was refused."""
        return self.refused / max(1, self.refused + self.wrongly) if self.refused + self.wrongly else 1.0


def said() -> Iterator[Said]:
    """All the labelled texts."""
    for file in ("lines.jsonl", "plans.jsonl"):
        for line in (SAID / file).read_text(encoding="utf-8").splitlines():
            yield Said(**from_json(line))


def is_refused(each: Said) -> bool:
    """Whether the check refuses the text as it is labelled: by the code of its family, on its line."""
    return _JUDGES[each.family](each)


def counted(texts: list[Said]) -> Counted:
    """Refusals among those to be refused and among the others."""
    wanted = [is_refused(each) for each in texts if each.refused]
    sound = [is_refused(each) for each in texts if not each.refused]
    return Counted(sum(wanted), len(wanted), sum(sound), len(sound))


def _broken(text: str) -> set[tuple[str, str]]:
    try:
        found = review_markdown(text).findings
    except NotMeasured:
        return set()
    return {(finding.code, finding.path) for finding in found if finding.severity == "error"}


def _first(each: Said) -> bool:
    asked = {"PF101"} if each.refused else ORDER
    plan = f"# Plan\n\n1. {each.text}\n2. Ship to 20 customers by 1 March\n"
    return any((code, "line 3") in _broken(plan) for code in asked)


def _as_ship(each: Said) -> bool:
    plan = f"# Plan\n\n1. {each.text}\n2. Interview the users again\n"
    return any((code, "line 3") in _broken(plan) for code in ("PF101", "PF108"))


def _after_ship(each: Said) -> bool:
    return ("PF104", "line 4") in _broken(f"# Plan\n\n1. Ship to 20 customers by 1 March\n2. {each.text}\n")


def _whole(each: Said) -> bool:
    found = _broken(each.text)
    return ("PF101", f"line {each.line}") in found if each.refused else any(code in ORDER for code, _ in found)


_JUDGES: Mapping[str, Callable[[Said], bool]] = {
    "work": _first,
    "fine": _first,
    "ship_work": _as_ship,
    "ship_fine": _as_ship,
    "ungated": _after_ship,
    "gated": _after_ship,
    "plan": _whole,
}


def _share(part: int, whole: int) -> str:
    low, high = wilson(part, whole)
    return f"{part} of {whole} ({low:.0%} to {high:.0%})"


def main() -> None:
    """Prints the counts of each half."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--half", choices=HALVES, help="this half alone")
    parser.add_argument("--missed", action="store_true", help="also what was judged otherwise than labelled")
    chosen = parser.parse_args()
    texts = list(said())
    for half in HALVES if chosen.half is None else (chosen.half,):
        of_half = [each for each in texts if each.half == half]
        for line in _rows(half, of_half):
            print(line)
        for each in of_half if chosen.missed else ():
            if is_refused(each) != each.refused:
                said_of_it = "not refused" if each.refused else "wrongly refused"
                print(f"    {said_of_it}: {each.family}: {each.name or each.text}")


def _rows(half: str, texts: list[Said]) -> Iterator[str]:
    for family in dict.fromkeys(each.family for each in texts):
        found = counted([each for each in texts if each.family == family])
        rows = [f"refused {found.refused} of {found.of}"] if found.of else []
        rows += [f"wrongly {found.wrongly} of {found.sound}"] if found.sound else []
        yield f"{half:<12} {family:<10} {', '.join(rows)}"
    found = counted(texts)
    right = _share(found.refused, found.refused + found.wrongly)
    yield f"{half:<12} {'all':<10} recall {_share(found.refused, found.of)}; precision {right}"


if __name__ == "__main__":
    main()
