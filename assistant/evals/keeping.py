"""Invariant: each result is on the disk before the next is shown, so that a killed run loses nothing that was done.

`evals/RUN-ID/` below the data folder holds `run.json` (what was asked), `results.jsonl` (one line an attempt, only
ever appended) and, once all is done, `report.json`. All can be read by their owner alone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from assistant.errors import InputError
from assistant.evals.results import Report, Result
from assistant.settings import expanded, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.evals.selecting import Selection
    from assistant.evals.suites import Suite

FOLDER = "evals"
HEAD = "run.json"
RESULTS = "results.jsonl"
REPORT = "report.json"
_ASKED = {"suite", "source", "digest", "started_at", "selection", "batch"}


class RunFolder:
    """The folder of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run_id = path.name
        self._results = -1

    @classmethod
    def new(cls, home: Path, suite: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> RunFolder:
        """Makes a folder for a run of the suite of that name. Raises InputError when the place cannot be written."""
        name = "".join(letter if letter.isalnum() else "-" for letter in suite.lower())[:40]
        run_id = f"{now():%Y%m%dT%H%M%S-%f}-{name}-{secrets.token_hex(3)}"
        return cls(private_folder(private_folder(private_folder(home) / FOLDER) / run_id))

    def begin(
        self,
        suite: Suite,
        selection: Selection,
        batch: Mapping[str, object] | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Writes what was asked, once; `batch` names the runs asked for together. Raises InputError."""
        if not (self.path / HEAD).exists():
            asked = {
                "suite": suite.name,
                "source": suite.source,
                "digest": suite.digest,
                "started_at": now().isoformat(),
                "selection": selection.as_json(),
                "batch": dict(batch or {"id": self.run_id, "sources": [suite.source]}),
            }
            self._write(HEAD, to_json(asked, indent=2) + b"\n")

    def head(self) -> Mapping[str, Any]:
        """What was asked. Raises InputError when this is no folder of a run."""
        head = _parsed(self.path / HEAD)
        if not isinstance(head, dict) or not head.keys() >= _ASKED:
            raise InputError("This is no run", where=str(self.path / HEAD), fix="Run the suite again.", code="run")
        return head

    @property
    def finished(self) -> bool:
        """Whether the run came to its report."""
        return (self.path / REPORT).is_file()

    def done(self) -> list[Result]:
        """What is kept so far, an attempt that was made again twice, the later one last.

        A line that was being written when the run was killed is cut off.
        """
        path = self.path / RESULTS
        if not path.exists():
            return []
        with _refusals(path):
            data = path.read_bytes()
            whole = data[: data.rfind(b"\n") + 1]
            if len(whole) < len(data):
                os.truncate(path, len(whole))
        try:
            return [Result.from_json(from_json(line)) for line in whole.splitlines()]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                "A kept result cannot be read", where=str(path), fix="Run the suite again.", code="run"
            ) from error

    def add(self, result: Result) -> None:
        """Appends one attempt; a run that had ended goes on. Raises InputError when the disk refuses."""
        with _refusals(self.path / RESULTS):
            if self._results < 0:
                (self.path / REPORT).unlink(missing_ok=True)
                self._results = os.open(self.path / RESULTS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.write(self._results, to_json(result.as_json(), inf_nan_mode="null") + b"\n")

    def finish(self, report: Report) -> Path:
        """Writes the report and returns its path. Raises InputError when the disk refuses."""
        self.close()
        if self.finished:
            return self.path / REPORT
        self._write(REPORT, to_json(report.as_json(), indent=2, inf_nan_mode="null") + b"\n")
        return self.path / REPORT

    def close(self) -> None:
        """Lets go of the file of results."""
        if self._results >= 0:
            os.close(self._results)
            self._results = -1

    def _write(self, name: str, data: bytes) -> None:
        path = self.path / name
        with _refusals(path), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)


def find_run(home: Path, wanted: str) -> RunFolder:
    """The run of that id, its beginning, its path, or the `last` one. Raises InputError when there is none, or two."""
    path = expanded(wanted)
    if path.joinpath(HEAD).is_file():
        return RunFolder(path)
    kept = home / FOLDER
    names = sorted(item.name for item in kept.iterdir() if item.joinpath(HEAD).is_file()) if kept.is_dir() else []
    found = names[-1:] if wanted == "last" else [name for name in names if name.startswith(wanted)]
    if len(found) == 1:
        return RunFolder(kept / found[0])
    what = f"There is no run {wanted!r}" if not found else f"{wanted!r} is the beginning of {len(found)} runs"
    raise InputError(what, where=str(kept), fix="Give a run's id, its folder, or last.", code="run_unknown")


def batch(home: Path, name: str) -> dict[str, RunFolder]:
    """Source → the run of that batch which has begun."""
    kept = home / FOLDER
    runs = [RunFolder(item) for item in kept.iterdir() if item.joinpath(HEAD).is_file()] if kept.is_dir() else []
    heads = [(run, run.head()) for run in runs]
    return {str(head["source"]): run for run, head in heads if head["batch"].get("id") == name}


def _parsed(path: Path) -> object:
    with _refusals(path):
        data = path.read_bytes()
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError:
        return None


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"The result cannot be kept or read: {os.strerror(error.errno or 0)}",
            where=str(path),
            fix="Free some space, or set ASSISTANT_HOME to a folder you own.",
            code="disk",
        ) from error
