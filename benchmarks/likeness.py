"""Fits what likeness weighs, and measures it on sets it was not fitted to: `python -m benchmarks.likeness [--write]`.

Softmax regression with an L2 penalty (Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2nd ed., 4.4)
on the vectors of the labelled briefs of the `fit` suite, by Nesterov's gradient method. `held`, `eighth` and `ninth`
are never fitted to. Each line fits to all other sets, and counts how often likeness alone is right about the one left
out.
"""

from __future__ import annotations

import argparse
import pathlib

import numpy as np
from numpy.typing import NDArray

from assistant.evals import suites
from assistant.evals.cases import Placed
from assistant.knowledge import embedding
from assistant.models.offline.glossary import in_english
from assistant.models.offline.likeness import Weights, softmax
from assistant.planning.purpose import Path

FITTED = ("given", "own", "paraphrased", "second", "third", "fourth", "fifth", "sixth", "seventh")
PATHS: tuple[Path, ...] = ("product_first", "classical", "clarify", "adapted", "stop")
_PENALTY = 0.1
"""Half of it times the squared weights is added to the loss; from 0.03 to 0.3 sets left out come out alike."""
_STEPS = 4_000
_KIN = ("given", "own", "paraphrased")
"""Groups that hold the same jobs in other words: they are left out together."""


def main() -> None:
    """Prints the table; with `--write` also writes the weights that ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write corpus/patterns/likeness.json")
    embedder = embedding.packaged()
    if embedder is None:
        raise SystemExit("the weights of the embedder are not installed: nothing was measured")
    cases = [placed for placed in suites.find("fit").cases if placed.group in FITTED]
    vectors = np.array(embedder.embed([in_english(p.case.brief) or p.case.brief for p in cases]))
    for left_out in (_KIN, *((group,) for group in FITTED if group not in _KIN)):
        _measure(cases, vectors, left_out, embedder.fingerprint)
    if parser.parse_args().write:
        fitted = fit(vectors, cases, embedder.fingerprint)
        place = pathlib.Path(__file__).parent.parent / "corpus" / "patterns" / "likeness.json"
        place.write_text(fitted.model_dump_json() + "\n", encoding="utf-8")


def _measure(cases: list[Placed], vectors: NDArray[np.float64], left_out: tuple[str, ...], fingerprint: str) -> None:
    kept = [i for i, placed in enumerate(cases) if placed.group not in left_out]
    weights = fit(vectors[kept], [cases[i] for i in kept], fingerprint)
    others = [i for i, placed in enumerate(cases) if placed.group in left_out]
    right = 0
    for i in others:
        shares = softmax(weights, vectors[i].tolist())
        right += PATHS[shares.index(max(shares))] in cases[i].case.accept
    print(f"{'+'.join(left_out):24} {right:3} of {len(others)} ({right / len(others):.0%})")


def fit(vectors: NDArray[np.float64], cases: list[Placed], fingerprint: str) -> Weights:
    """The weights that fit these cases; the first path that a case accepts is its label."""
    inputs = np.hstack([vectors, np.ones((len(vectors), 1))])
    labels = np.eye(len(PATHS))[[PATHS.index(placed.case.accept[0]) for placed in cases]]
    penalty = np.full((inputs.shape[1], 1), _PENALTY)
    penalty[-1] = 0.0
    step = 1.0 / (0.5 * float(np.linalg.norm(inputs, 2)) ** 2 + _PENALTY)
    weights = ahead = np.zeros((inputs.shape[1], len(PATHS)))
    for turn in range(1, _STEPS + 1):
        powers = np.exp(inputs @ ahead)
        slope = inputs.T @ (powers / powers.sum(axis=1, keepdims=True) - labels) + penalty * ahead
        moved = ahead - step * slope
        ahead = moved + turn / (turn + 3) * (moved - weights)
        weights = moved
    rounded = np.round(weights, 3).T
    return Weights(
        fingerprint=fingerprint,
        examples=len(cases),
        groups=tuple(sorted({placed.group for placed in cases})),
        paths=PATHS,
        weights=tuple(tuple(row[:-1].tolist()) for row in rounded),
        bias=tuple(rounded[:, -1].tolist()),
    )


if __name__ == "__main__":
    main()
