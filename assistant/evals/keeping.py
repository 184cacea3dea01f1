"""Invariant: each result is on the disk before the next is shown, so that a killed run loses nothing that was done.

`evals/RUN-ID/results.jsonl` below the data folder grows by one line a case; `report.json` is written at the end. Both
can be read by their owner alone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic_core import to_json

from assistant.errors import InputError
from assistant.evals.results import Report, Result
from assistant.settings import private_folder

FOLDER = "evals"
RESULTS = "results.jsonl"
REPORT = "report.json"


class RunFolder:
    """The folder of one run."""

    def __init__(self, home: Path, suite: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Makes the folder. Raises InputError when the place cannot be written."""
        name = "".join(letter if letter.isalnum() else "-" for letter in suite.lower())[:40]
        self.run_id = f"{now():%Y%m%dT%H%M%S}-{name}-{secrets.token_hex(3)}"
        self.path = private_folder(private_folder(private_folder(home) / FOLDER) / self.run_id)

    def add(self, result: Result) -> None:
        """Appends one case. Raises InputError when the disk refuses."""
        self._write(RESULTS, to_json(result.as_json(), inf_nan_mode="null") + b"\n", os.O_APPEND)

    def finish(self, report: Report) -> Path:
        """Writes the report and returns its path. Raises InputError when the disk refuses."""
        self._write(REPORT, to_json(report.as_json(), indent=2, inf_nan_mode="null") + b"\n", os.O_EXCL)
        return self.path / REPORT

    def _write(self, name: str, data: bytes, how: int) -> None:
        path = self.path / name
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
        except OSError as error:
            raise InputError(
                f"The result cannot be kept: {os.strerror(error.errno or 0)}",
                where=str(path),
                fix="Free some space, or set ASSISTANT_HOME to a folder you own.",
                code="disk",
            ) from error
