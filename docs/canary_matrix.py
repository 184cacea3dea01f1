"""Writes how often what is no plan passes each metric that gates: run after changing a suite or a scorer.

python -m docs.canary_matrix        writes evals/baselines/canaries.json
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from assistant.cli import eval_bench
from assistant.cli.watching import Watcher
from assistant.knowledge import embedding
from assistant.settings import Settings
from tests.evals.canaries import Matrix, matrix

PLACE = Path(__file__).resolve().parents[1] / "evals" / "baselines" / "canaries.json"


def make() -> Matrix:
    """The table as it is today, found by words alone: so it is the same with and without the embedding model."""
    with (
        patch.object(embedding, "packaged", lambda: None),
        tempfile.TemporaryDirectory() as home,
        eval_bench.open_bench(Settings(home=Path(home)), None, Watcher(quiet=True)) as bench,
    ):
        return matrix(bench)


def text(table: Matrix) -> str:
    """As it is committed: a line for each metric of each suite."""
    suites = []
    for suite, rows in table.items():
        lines = ",\n".join(f"  {json.dumps(metric)}: {json.dumps(row)}" for metric, row in rows.items())
        suites.append(f" {json.dumps(suite)}: {{\n{lines}\n }}")
    return "{\n" + ",\n".join(suites) + "\n}\n"


if __name__ == "__main__":
    PLACE.write_text(text(make()), encoding="utf-8")
