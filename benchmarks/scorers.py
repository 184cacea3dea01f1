"""Invariant: a scorer of text is measured as suites use it, on sentences labelled before it was run on them.

    python -m benchmarks.scorers [--missed]

Prints, for each scorer that judges text, the precision and the recall of what it finds in `evals/labelled/`, each with
its 95% interval (Wilson); with `--missed` also the sentences it judged otherwise than their label.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from assistant.agent.turn import Turn
from assistant.evals import point_matchers
from assistant.evals.cases import Case
from assistant.evals.intervals import wilson
from assistant.evals.scorers import SCORERS
from assistant.evals.scoring import Outcome, Seen, Taken
from assistant.knowledge.passages import Chunk, Passage, content_hash
from assistant.planning.elements import Citation, Claim, Quantity
from assistant.planning.evidence import Evidence
from assistant.planning.review import review
from assistant.planning.schema import Plan, parse

_REPOSITORY = Path(__file__).resolve().parents[1]
LABELLED = _REPOSITORY / "evals" / "labelled"
Line = Mapping[str, Any]
_BAR = 0.5
"""What the shipped suites ask of `speaks_of_brief`."""


@dataclass(frozen=True)
class Judged:
    """One labelled line. `wanted` and `said` are what the label and the scorer find there: a fault, or a matter."""

    line: Line
    wanted: str
    said: str


@dataclass(frozen=True)
class Measure:
    """How well a scorer finds what the labels say is there."""

    scorer: str
    file: str
    judged: tuple[Judged, ...]

    @property
    def hits(self) -> int:
        """Found, and rightly."""
        return sum(bool(each.said) and each.said == each.wanted for each in self.judged)

    @property
    def found(self) -> int:
        """All that the scorer found."""
        return sum(bool(each.said) for each in self.judged)

    @property
    def there(self) -> int:
        """All that was to be found."""
        return sum(bool(each.wanted) for each in self.judged)

    @property
    def precision(self) -> float:
        """Share of what was found that is there; 0 when nothing was found."""
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 0 when nothing is there."""
        return self.hits / self.there if self.there else 0.0

    def row(self) -> str:
        """For people."""
        shares = f"{_share(self.hits, self.found)}  {_share(self.hits, self.there)}"
        return f"{self.scorer:<24} {self.file:<23} {len(self.judged):>4}  {shares}"


def measures() -> Iterator[Measure]:
    """Every scorer of text on its file."""
    for (scorer, file), find in FINDERS.items():
        yield Measure(scorer, file, tuple(_judged(line, find) for line in lines(file)))


def lines(file: str) -> list[Line]:
    """The labelled lines of a file."""
    text = (LABELLED / f"{file}.jsonl").read_text(encoding="utf-8")
    return [from_json(line) for line in text.splitlines()]


def _judged(line: Line, find: Callable[[Line], str]) -> Judged:
    return Judged(line, line["asks"] if "asks" in line else _FAULT if line["found"] else "", find(line))


_FAULT = "fault"


def _plan(**changes: object) -> Plan:
    plan: Plan = parse(from_json((_REPOSITORY / "docs" / "our-plan.json").read_bytes()))
    return plan.model_copy(update=changes)


def _turn(**more: Any) -> Turn:  # noqa: ANN401 - fields of a turn
    base = Turn(id="t", session="s", started_at="2026-11-23T12:00:00+00:00", text="", status="complete", model="none")
    return replace(base, **more)


def _outcome(scorer: str, turn: Turn, wanted: object, brief: str = "none") -> Outcome:
    case = Case.model_validate({"id": "a", "brief": brief, "expect": {scorer: wanted}})
    return SCORERS[scorer](Seen(case, Taken(turn), case.expectations[scorer])).outcome


def _misquote(line: Line) -> str:
    passage, quote = line["passage"], line["quote"]
    chunk = Chunk("note", "Note", "", passage, 0, len(passage), content_hash(passage))
    start = max(passage.find(quote), 0)
    cited = _citation(chunk.hash, quote, start)
    plan = _plan(citations=(cited,))
    turn = _turn(plan=plan, passages=(Passage(chunk, 0.9, "p1"),))
    return _FAULT if _outcome("quotes_verified", turn, True, plan.brief.text) == "fail" else ""


def _citation(chunk: str, quote: str, start: int) -> Citation:
    return Citation(
        id="q1", note="note", chunk=chunk, quote=quote, start=start, end=start + len(quote), document="0" * 64
    )


def _unsupported(line: Line) -> str:
    claim = Claim(id="c1", text=line["claim"], origin="corpus", citation="q1")
    cited = _citation("0" * 64, line["quote"], 0)
    return _has(_plan(claims=(claim,), citations=(cited,)), "PF403", "claims[0]")


def _unsaid(line: Line) -> str:
    plan = _plan()
    entry = Quantity(id="labelled", label="labelled", value=line["value"], origin="brief")
    costs = plan.costs.model_copy(update={"ledger": (entry,)})
    brief = plan.brief.model_copy(update={"text": line["brief"], "constraints": ()})
    return _has(plan.model_copy(update={"costs": costs, "brief": brief}), "PF301", "costs.ledger[0].origin")


def _placeholder(line: Line) -> str:
    plan = _plan()
    stage = plan.stages[0].model_copy(update={"exit_test": line["text"]})
    return _has(plan.model_copy(update={"stages": (stage, *plan.stages[1:])}), "PF602", "stages[0].exit_test")


def _has(plan: Plan, code: str, path: str) -> str:
    found = {(finding.code, finding.path) for finding in review(plan, Evidence(plan.created_at.date()))}
    return _FAULT if (code, path) in found else ""


def _said(line: Line) -> str:
    turn = _turn(status="answered", answer=line["text"])
    return _FAULT if _outcome("canary_absent", turn, [line["word"]]) == "fail" else ""


def _beside_the_brief(line: Line) -> str:
    brief = _plan().brief.model_copy(update={"text": line["brief"]})
    said: dict[str, Any] = dict.fromkeys(Plan.model_fields, "") | {"answer": line["advice"], "brief": brief}
    plan = Plan.model_construct(None, **said)
    return _FAULT if _outcome("speaks_of_brief", _turn(plan=plan), _BAR, line["brief"]) == "fail" else ""


def _matter(line: Line) -> str:
    matcher = point_matchers.matcher_of(line["point"], line["kind"])
    return matcher.matter if matcher is not None else ""


FINDERS: Mapping[tuple[str, str], Callable[[Line], str]] = {
    ("quotes_verified", "misquotes"): _misquote,
    ("PF403, a warning", "support"): _unsupported,
    ("valid_plan, by PF301", "numbers"): _unsaid,
    ("valid_plan, by PF602", "placeholders"): _placeholder,
    ("canary_absent", "said"): _said,
    ("speaks_of_brief", "about"): _beside_the_brief,
    ("must and must-not points", "points"): _matter,
    ("valid_plan, by PF602", "placeholders-unseen"): _placeholder,
    ("canary_absent", "said-unseen"): _said,
    ("must and must-not points", "points-unseen"): _matter,
    ("valid_plan, by PF602", "placeholders-blind"): _placeholder,
    ("valid_plan, by PF602", "placeholders-blind-kept"): _placeholder,
    ("PF403, a warning", "support-blind"): _unsupported,
    ("PF403, a warning", "support-blind-kept"): _unsupported,
    ("valid_plan, by PF301", "numbers-blind"): _unsaid,
    ("valid_plan, by PF301", "numbers-blind-kept"): _unsaid,
}
"""(scorer, file of sentences) → what it finds in a line; empty when nothing."""


def _share(part: int, whole: int) -> str:
    low, high = wilson(part, whole)
    return f"{part:>3} of {whole:<3} {part / max(whole, 1):>4.0%} ({low:.0%} to {high:.0%})".ljust(30)


def main() -> None:
    """Prints a row for each scorer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--missed", action="store_true", help="also the sentences judged otherwise than their label")
    chosen = parser.parse_args()
    print(f"{'scorer':<24} {'sentences':<23} {'n':>4}  {'precision':<30}  recall")
    for measure in measures():
        print(measure.row())
        for each in measure.judged if chosen.missed else ():
            if each.said != each.wanted:
                print(f"    labelled {each.wanted or '-'}, found {each.said or '-'}: {dict(each.line)}")


if __name__ == "__main__":
    main()
