"""Invariant: the threshold is set on questions nobody tuned the search with, and judged on others.

    python -m benchmarks.abstention [--write]

Reads `evals/suites/retrieval/`: sets the rule of `assistant.knowledge.evidence` on `titles.jsonl` and `blind.jsonl`
together by five-fold cross-validation (repeated ten times with other folds), prints how it does there, how a rule set
on the first alone does on the second, and how it does on `given.jsonl`, and with `--write` saves it. The threshold is
the highest one at which cross-validation refuses at most 6% of the questions that a note answers (project rule: a
refusal costs the user an answer that is there).
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import resources
from assistant.knowledge import evidence
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.embedding import MiniLM, packaged
from assistant.knowledge.evidence import Grounds, Rule
from assistant.knowledge.index import Index
from benchmarks.questions import questions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FALSELY = 0.06  # share of answered questions that may be refused
_SIGNS = {"cosine": 1, "coverage": 1, "absent": -1, "name": -1}
_PENALTY, _FOLDS, _ROUNDS = 0.5, 5, 10
_SET_ON, _JUDGED_ON = ("titles", "blind"), "given"
_Row = tuple[Grounds, bool]


def refused(rule: Rule, rows: Sequence[_Row]) -> tuple[int, int]:
    """(of the questions a note answers, of the others): how many the rule refuses."""
    low = [answered for grounds, answered in rows if rule.chance(grounds) < rule.threshold]
    return sum(low), len(low) - sum(low)


def calibrate(rows: Sequence[_Row], signs: Sequence[str]) -> tuple[Rule, tuple[int, int]]:
    """The rule, and how many answered and other questions cross-validation refuses with its threshold."""
    chances = [0.0] * len(rows)
    for round_ in range(_ROUNDS):
        for kept, held in _folds(rows, round_):
            fitted = _fit([rows[place] for place in kept], signs)
            for place in held:
                chances[place] += fitted.chance(rows[place][0]) / _ROUNDS
    answered = sorted(chance for chance, (_, is_answered) in zip(chances, rows, strict=True) if is_answered)
    others = [chance for chance, (_, is_answered) in zip(chances, rows, strict=True) if not is_answered]
    allowed = int(FALSELY * len(answered))
    threshold = round(answered[allowed] - 0.0005, 3)
    rule = Rule(**{**asdict(_fit(rows, signs)), "threshold": threshold})
    return rule, (sum(chance < threshold for chance in answered), sum(chance < threshold for chance in others))


def _folds(rows: Sequence[_Row], seed: int) -> list[tuple[list[int], list[int]]]:
    """(places to fit on, places to judge), as many of each kind in every fold."""
    dice = random.Random(seed)
    held: list[list[int]] = [[] for _ in range(_FOLDS)]
    for kind in (True, False):
        places = [place for place, (_, answered) in enumerate(rows) if answered == kind]
        dice.shuffle(places)
        for turn, place in enumerate(places):
            held[turn % _FOLDS].append(place)
    return [([place for place in range(len(rows)) if place not in set(fold)], fold) for fold in held]


def _fit(rows: Sequence[_Row], signs: Sequence[str]) -> Rule:
    """Logistic regression with an L2 penalty on standardised signs, by Newton's method.

    Raises ValueError when a weight comes out with the sign that would make the rule work backwards.
    """
    import numpy as np

    table = np.array([[_sign(grounds, name) for name in signs] for grounds, _ in rows])
    wanted = np.array([float(answered) for _, answered in rows])
    middle, spread = table.mean(0), table.std(0) + 1e-9
    weights = _newton((table - middle) / spread, wanted) / np.array([1.0, *spread])
    weights[0] -= weights[1:] @ middle
    found = dict(zip(signs, map(float, weights[1:]), strict=True))
    if any(_SIGNS[name] * weight < 0 for name, weight in found.items()):
        raise ValueError(f"a sign works backwards: {found}")
    whole = {name: round(found.get(name, 0.0), 4) for name in _SIGNS}
    return Rule(bias=round(float(weights[0]), 4), **whole, threshold=0.5)


def _newton(table: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    rows = np.c_[np.ones(len(table)), table]
    penalty = np.diag([0.0, *[_PENALTY] * table.shape[1]])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - wanted) + penalty @ weights
        weights -= np.linalg.solve((rows.T * (chance * (1 - chance))) @ rows + penalty, slope)
    return weights


def _sign(grounds: Grounds, name: str) -> float:
    return float(bool(grounds.names)) if name == "name" else float(getattr(grounds, name) or 0.0)


def main() -> None:
    """Calibrates both rules, prints how they do, and saves them when told to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.abstention", description="Set when a search abstains.")
    parser.add_argument("--write", action="store_true", help="save the rules in the package")
    arguments = parser.parse_args()
    embedder = packaged()
    if embedder is None:
        raise SystemExit("not measured: the packaged embedding model is not installed")
    saved: dict[str, object] = {"made_by": "python -m benchmarks.abstention --write", "embedder": MiniLM.fingerprint}
    with tempfile.TemporaryDirectory(prefix="abstention-") as home:
        index = Index.open(Path(home), corpus_documents(resources.folder("corpus")), embedder=embedder)
        asked = {
            name: [(index.grounds(q.question), bool(q.note)) for q in questions(name)]
            for name in (*_SET_ON, _JUDGED_ON)
        }
        index.close()
    for name, signs in ((evidence.WITH_MEANING, tuple(_SIGNS)), (evidence.WORDS_ONLY, tuple(_SIGNS)[1:])):
        rows = [row for each in _SET_ON for row in asked[each]]
        rule, crossed = calibrate(rows, signs)
        saved[name] = asdict(rule)
        print(f"{name}: {rule}")
        print(f"  {' and '.join(_SET_ON)}, cross-validated: {_said(crossed, rows)}")
        print(f"  {_JUDGED_ON}: {_said(refused(rule, asked[_JUDGED_ON]), asked[_JUDGED_ON])}")
        first, second = _SET_ON
        transferred = refused(calibrate(asked[first], signs)[0], asked[second])
        print(f"  set on {first} alone, {second}: {_said(transferred, asked[second])}")
    if arguments.write:
        path = Path(str(files("assistant.knowledge").joinpath(evidence.FILE)))
        path.write_text(json.dumps(saved, indent=2) + "\n", encoding="utf-8")


def _said(counts: tuple[int, int], rows: Sequence[_Row]) -> str:
    answered = sum(is_answered for _, is_answered in rows)
    return f"refuses {counts[1]} of {len(rows) - answered} unanswered, {counts[0]} of {answered} answered"


if __name__ == "__main__":
    main()
