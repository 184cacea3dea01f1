"""Invariant: a suite that can run can fail: it has cases that assert something and gates that look at them.

A suite is a folder: `suite.toml` (what for, which gates) and cases in `*.jsonl`, where each file is a group named after
it. The shipped ones lie in `evals/suites`; a user's own lie anywhere.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import Field, ValidationError

from assistant import resources
from assistant.errors import InputError
from assistant.evals import products, questions, scripted
from assistant.evals.cases import Placed, problems_of, read_lines
from assistant.evals.scorers import SCORERS
from assistant.knowledge.passages import content_hash
from assistant.planning.elements import Strict
from assistant.settings import expanded

SUITE_FILE = "suite.toml"
WHOLE_CASE = "case"
"""As a gate's scorer: every expectation of the case together."""
ANY_GROUP = "*"
_GATE_HEADER = re.compile(r"\s*\[\[\s*gate\s*]]")
MAX_BYTES = 20_000_000
"""A larger file of cases is refused unread (project rule)."""


class Gate(Strict):
    """What has to hold for the suite to pass. Shares are 0 to 1; the unmeasured count in the denominator."""

    scorer: str = WHOLE_CASE
    group: str = ANY_GROUP
    min_pass_rate: float = Field(default=1.0, gt=0, le=1)
    max_unmeasured: float = Field(default=0.0, ge=0, lt=1)


class Head(Strict):
    """The suite.toml: what the suite is for, the model of cases that name none, the gates.

    `scripted_groups`: the only groups that a scripted model is run on, where more of them would tell nothing more.
    `seconds`: what one attempt, and each scorer on it, may take before it is given up.
    `reads`: its lines are cases, questions with the notes that answer them, or inputs of the user's own product.
    """

    title: str = Field(min_length=3)
    purpose: str = Field(min_length=10)
    model: str = scripted.OFFLINE
    reads: Literal["cases", "questions", "product"] = "cases"
    seconds: float | None = Field(default=None, gt=0, le=86_400)
    scripted_groups: tuple[str, ...] = ()
    gate: tuple[Gate, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Suite:
    """A suite that was read and found sound. `source` finds it again; `digest` changes when it does.

    `task` is what its cases are given to, when that is not the assistant.
    """

    name: str
    head: Head
    cases: tuple[Placed, ...]
    folder: Traversable
    source: str = ""
    digest: str = ""
    task: products.Product | None = None

    @property
    def groups(self) -> Counter[str]:
        """Group → number of cases."""
        return Counter(placed.group for placed in self.cases)

    @property
    def seconds(self) -> float:
        """What one attempt, and each scorer on it, may take: five minutes of the user's own code when nothing is said.

        A turn has a limit of its own, so there an hour only ends what escapes it (project rules).
        """
        return self.head.seconds or (300.0 if self.head.reads == "product" else 3_600.0)

    def model_of(self, placed: Placed) -> str:
        """The model a case runs on when the run names none."""
        return placed.case.model or self.head.model

    def notes_of(self, notes: Sequence[str]) -> tuple[Path, ...]:
        """Notes of a case, on the disk."""
        return tuple(Path(str(self.folder.joinpath(note))) for note in notes)


def shipped() -> Iterator[str]:
    """The names of the shipped suites, sorted."""
    folder = resources.folder("evals").joinpath("suites")
    names = [item.name for item in folder.iterdir() if item.joinpath(SUITE_FILE).is_file()] if folder.is_dir() else []
    yield from sorted(names)


def find(wanted: str) -> Suite:
    """The shipped suite of that name, or the suite in that folder. Raises InputError."""
    names = list(shipped())
    if wanted in names:
        return load(resources.folder("evals").joinpath("suites", wanted), wanted, source=wanted)
    folder = expanded(wanted)
    if folder.joinpath(SUITE_FILE).is_file():
        return load(folder, folder.resolve().name, source=str(folder.resolve()))
    missing = f"The folder {wanted} has no {SUITE_FILE}" if folder.is_dir() else f"There is no suite {wanted!r}"
    raise InputError(missing, fix=f"Give a folder with one, or a name: {', '.join(names)}.", code="suite")


def load(folder: Traversable, name: str, *, source: str = "") -> Suite:
    """The suite in a folder; `source` is what finds it again.

    Raises InputError with the first thing that is wrong, and how many there are.
    """
    head = _head(folder)
    cases: list[Placed] = []
    problems: list[str] = []
    files = sorted(item.name for item in folder.iterdir() if item.name.endswith(".jsonl"))
    texts = {file: _text(folder.joinpath(file)) for file in files}
    read = {"cases": read_lines, "questions": questions.read_lines}.get(head.reads) or products.reader(_local(folder))
    for file, text in texts.items():
        found, wrong = read(text, file.removesuffix(".jsonl"), file)
        cases += found
        problems += wrong
    digest = content_hash(head.model_dump_json(), *(f"{file}\n{text}" for file, text in texts.items()))
    task = products.task(_local(folder)) if head.reads == "product" else None
    suite = Suite(name, head, tuple(cases), folder, source or str(folder), digest, task)
    problems += lint(suite)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InputError(
            f"The suite is not sound: {problems[0]}{more}", where=str(folder), fix="Mend it.", code="suite"
        )
    return suite


def lint(suite: Suite) -> list[str]:
    """What keeps a suite from measuring what it says, one sentence each; empty when it is sound."""
    found = [] if suite.cases else ["it has no case"]
    checked = [placed for placed in suite.cases if placed.own is None]
    found += [sentence for placed in checked for sentence in problems_of(placed, suite.head.model)]
    first: dict[str, str] = {}
    for placed in suite.cases:
        if first.setdefault(placed.case.id, placed.where) != placed.where:
            found.append(f"{placed.where}: the id {placed.case.id!r} stands already at {first[placed.case.id]}")
        found += [f"{placed.where}: {reason}" for reason in _note_problems(suite, placed)]
    return found + (_gate_problems(suite) if not found else [])


def _note_problems(suite: Suite, placed: Placed) -> list[str]:
    found = []
    for note in (*placed.case.notes, *(placed.case.twin_notes or ())):
        path = PurePosixPath(note)
        if path.is_absolute() or ".." in path.parts:
            found.append(f"the notes {note!r} lie outside the suite's folder")
        elif not Path(str(suite.folder.joinpath(note))).exists():
            found.append(f"there are no notes {note!r} in the suite's folder")
    return found


def _gate_problems(suite: Suite) -> list[str]:
    found = []
    for gate, at in zip(suite.head.gate, _gate_lines(suite), strict=True):
        place = f"{SUITE_FILE}{at}: the gate on {gate.scorer} of {gate.group}"
        known = {name for placed in suite.cases for name in placed.own or SCORERS}
        if gate.scorer not in (WHOLE_CASE, *known):
            found.append(f"{place}: there is no such scorer")
        elif gate.group not in (ANY_GROUP, *suite.groups):
            found.append(f"{place}: there is no such group; there are {', '.join(suite.groups)}")
        elif not any(_looks_at(gate, placed) for placed in suite.cases):
            found.append(f"{place} looks at no case, so it could never fail")
    return found


def _gate_lines(suite: Suite) -> list[str]:
    """`:LINE` of each gate; nothing where they are not written one by one."""
    lines = _text(suite.folder.joinpath(SUITE_FILE)).splitlines()
    found = [f":{number}" for number, line in enumerate(lines, 1) if _GATE_HEADER.match(line)]
    return found if len(found) == len(suite.head.gate) else [""] * len(suite.head.gate)


def _looks_at(gate: Gate, placed: Placed) -> bool:
    of_group = gate.group in (ANY_GROUP, placed.group)
    return of_group and (gate.scorer == WHOLE_CASE or gate.scorer in placed.asked)


def _head(folder: Traversable) -> Head:
    where = str(folder.joinpath(SUITE_FILE))
    try:
        return Head.model_validate(tomllib.loads(_text(folder.joinpath(SUITE_FILE))))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"This is not TOML: {error}", where=where, fix="Mend it.", code="suite") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{place}: {first['msg']}", where=where, fix="Mend it.", code="suite") from error


def _local(folder: Traversable) -> Path:
    return Path(str(folder))


def _text(file: Traversable) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise InputError(f"The file is larger than {MAX_BYTES:,} bytes", where=str(file), fix="Split it.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"It cannot be read: {error.strerror}", where=str(file), fix="Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError("It is not UTF-8 text", where=str(file), fix="Save it as UTF-8 text.") from error
