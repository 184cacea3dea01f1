"""Invariant: a suite of the user's own product runs as any other: what is not written yet is unmeasured or fails.

Its folder holds `product.py` with `answer(text) -> str`, and `scorers.py` with functions `(case, answer)` that give
a value and a reason: the value is true, false, a number from 0 to 1, a label, or None for what could not be measured.
A value by itself will do; anything else is refused by the file's name. Both are the user's own code, and run only when
the user names the folder.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from pydantic import Field, TypeAdapter, ValidationError

from assistant.agent.ids import uuid7
from assistant.agent.turn import Turn
from assistant.errors import InputError, NotMeasured
from assistant.evals import foreign
from assistant.evals.cases import Case, Placed, first_of
from assistant.evals.scoring import Scorer, Seen, Taken, Value, always
from assistant.planning.elements import Strict

MODEL = "product"
"""The label of what is measured; it may reach the network."""
ANSWER, SCORERS = "product.py", "scorers.py"
UNWRITTEN = "not written yet"
"""What the stubs of a scaffold raise, as NotImplementedError."""
_GIVE = "Return True or False, a number from 0 to 1, a label, or None, alone or as (value, reason)."
_BAR = 0.5
"""A number passes from here on when the case's `expect` names no bar for that scorer (project rule)."""

Answer = Callable[[str], str]
Check = Callable[[Mapping[str, Any], str], object]


class ProductCase(Strict):
    """One line: an input, what it is about, and whatever its scorers want to know."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")
    about: str = ""
    input: str = Field(default="", max_length=200_000)
    expect: dict[str, Any] = Field(default_factory=dict)
    scorers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Unwritten(NotMeasured):
    """`what` is still to be written, so there is nothing to look at yet."""

    code = "unwritten"

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{what} is not written yet", where=where, fix="Write it.")
        self.what = what


@dataclass(frozen=True)
class Product:
    """The task of such a suite."""

    answer: Answer
    file: str = ANSWER

    def __call__(self, placed: Placed, model: str) -> Taken:
        """What the product answers. Raises Unwritten for an input nobody wrote, and whatever the product raises."""
        if placed.case.brief == UNWRITTEN:
            raise Unwritten("The input", placed.where)
        try:
            said: object = self.answer(placed.case.brief)
        except NotImplementedError as error:
            raise _as_unwritten(error, "The function answer", self.file) from error
        if not isinstance(said, str):
            raise InputError(
                f"answer gave {repr(said)[:80]}", where=self.file, fix="Return the text of the answer.", code="suite"
            )
        status = "answered" if said.strip() else "failed"
        return Taken(Turn(uuid7(), "", "", placed.case.brief, status, model, answer=said))  # type: ignore[arg-type]


def task(folder: Path) -> Product:
    """The product of a folder. Raises InputError when there is none."""
    module = _module(folder / ANSWER)
    found = getattr(module, "answer", None)
    if not callable(found):
        raise InputError("There is no function answer(text)", where=str(folder / ANSWER), fix="Write it.", code="suite")
    return Product(found, str(folder / ANSWER))


def reader(folder: Path) -> Callable[[str, str, str], tuple[list[Placed], list[str]]]:
    """Reads lines of cases for the scorers of that folder. Raises InputError when there is none."""
    checks = _checks(folder)

    def read_lines(text: str, group: str, file: str) -> tuple[list[Placed], list[str]]:
        found, problems = [], []
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{file}:{number}"
            if not line.strip():
                continue
            try:
                case = ProductCase.model_validate_json(line)
            except ValidationError as error:
                problems.append(f"{where}: {first_of(error)}")
                continue
            unknown = [name for name in case.scorers if name not in checks]
            problems += [f"{where}: there is no scorer {name!r} in {SCORERS}" for name in unknown]
            found.append(
                _placed(case, group, where, {n: checks[n] for n in case.scorers or checks if n in checks}, folder)
            )
        return found, problems

    return read_lines


def _placed(case: ProductCase, group: str, where: str, checks: Mapping[str, Check], folder: Path) -> Placed:
    brief = case.input if case.input.strip() else UNWRITTEN
    data = case.model_dump()
    plain = Case(id=case.id, brief=brief, want="any", model=MODEL, tags=case.tags)
    place = f"{folder / group}.jsonl:{where.rpartition(':')[2]}"
    own = {name: _scorer(name, check, data, folder / SCORERS, place) for name, check in checks.items()}
    return Placed(plain, group, where, own)


def _said(given: object, name: str, file: Path) -> tuple[Value, str]:
    """What a check gave, as value and reason. Raises InputError when it is neither."""
    value, reason = (
        cast("tuple[object, object]", given) if isinstance(given, tuple) and len(given) == 2 else (given, "")
    )
    if isinstance(reason, str):
        if value is None or isinstance(value, bool | str):
            return value, reason
        if isinstance(value, int | float) and 0 <= value <= 1:
            return float(value), reason
        if isinstance(value, int | float):
            raise InputError(f"{name} gave the number {value!r}", where=str(file), fix=_GIVE, code="suite")
    raise InputError(f"{name} gave {repr(given)[:80]}", where=str(file), fix=_GIVE, code="suite")


def _scorer(name: str, check: Check, data: Mapping[str, Any], file: Path, place: str) -> Scorer:
    wanted = data["expect"].get(name)
    bar = float(wanted) if isinstance(wanted, int | float) and not isinstance(wanted, bool) else _BAR

    def judge(seen: Seen) -> tuple[Value, str]:
        try:
            value, reason = _said(check(data, seen.turn.answer), name, file)
        except NotImplementedError as error:
            raise _as_unwritten(error, f"The scorer {name}", str(file)) from error
        if isinstance(value, float) and not 0 < bar <= 1:
            raise InputError(
                f"{name} gives a number from 0 to 1, and the case asks for at least {bar:g}, which "
                f"{'everything' if bar <= 0 else 'nothing'} passes",
                where=place,
                fix="Ask for more than 0 and at most 1.",
                code="suite",
            )
        return value, reason

    return Scorer(name, (inspect.getdoc(check) or "").partition("\n")[0], TypeAdapter(Any), always, judge, bar)


def _as_unwritten(error: NotImplementedError, what: str, where: str) -> Exception:
    """What a stub of a scaffold raises; whatever else is not implemented broke off like any other code."""
    return Unwritten(what, where) if str(error) == UNWRITTEN else error


def _checks(folder: Path) -> dict[str, Check]:
    module = _module(folder / SCORERS)
    found: dict[str, Check] = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }
    if not found:
        raise InputError("There is no scorer", where=str(folder / SCORERS), fix="Write one.", code="suite")
    return found


def _module(path: Path) -> ModuleType:
    if not path.is_file():
        raise InputError("The file is missing", where=str(path), fix="Write it, or scaffold anew.", code="suite")
    spec = importlib.util.spec_from_file_location(f"_own_{path.stem}_{abs(hash(path))}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    loader = spec.loader
    with foreign.held():
        _, error = foreign.caught(lambda: loader.exec_module(module))
    if error is not None:
        raise InputError(
            f"It cannot be loaded: {type(error).__name__}: {error}", where=str(path), fix="Mend it.", code="suite"
        ) from error
    return module
