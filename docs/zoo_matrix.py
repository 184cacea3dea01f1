"""Writes what every scorer makes of every scripted model: run `python docs/zoo_matrix.py` after changing either.

python docs/zoo_matrix.py           writes evals/baselines/zoo.json
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from assistant.cli import eval_bench
from assistant.cli.watching import Watcher
from assistant.evals.matrix import Matrix, matrix
from assistant.knowledge import embedding
from assistant.settings import Settings

PLACE = Path(__file__).resolve().parents[1] / "evals" / "baselines" / "zoo.json"


def make() -> Matrix:
    """The table as it is today, found by words alone: so it is the same with and without the embedding model."""
    with (
        patch.object(embedding, "packaged", lambda: None),
        tempfile.TemporaryDirectory() as home,
        eval_bench.open_bench(Settings(home=Path(home)), None, Watcher(quiet=True)) as bench,
    ):
        return matrix(bench.make)


def text(table: Matrix) -> str:
    """As it is committed."""
    return json.dumps(table, indent=1) + "\n"


if __name__ == "__main__":
    PLACE.write_text(text(make()), encoding="utf-8")
