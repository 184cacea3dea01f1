"""Invariant: a path is written and read back without loss, whatever the ids in it are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic_core import from_json, to_json

from assistant.errors import InputError

_PLAIN = r"[^\W\d][\w-]*"
_STEP = re.compile(
    rf'\.?(?P<name>{_PLAIN})|\.?(?P<quoted_name>"(?:[^"\\]|\\.)*")|\[(?P<place>\d+)\]'
    rf'|\[(?:(?P<field>{_PLAIN})=)?(?P<key>\*|-?\d+|{_PLAIN}|"(?:[^"\\]|\\.)*")\]'
)


@dataclass(frozen=True)
class Key:
    """The member of a list whose `field` says `name`; the whole list when `name` is None."""

    field: str
    name: str | int | None


Step = str | int | Key
Path = tuple[Step, ...]


def show_path(path: Path) -> str:
    """The path as text, such as `stages[ship].when.end`; what is not a plain word is written as a JSON string."""
    return "".join(_show(step) for step in path).removeprefix(".")


def parse_path(text: str) -> Path:
    """The path that `show_path` wrote. Raises InputError when the text is none."""
    path: list[Step] = []
    position = 0
    while position < len(text):
        found = _STEP.match(text, position)
        if found is None:
            raise InputError("This is not a path in a plan", where=text, fix="Write it as in stages[ship].when.end.")
        path.append(_step(found))
        position = found.end()
    return tuple(path)


def _show(step: Step) -> str:
    if isinstance(step, str):
        return f".{_word(step)}"
    if isinstance(step, int):
        return f"[{step}]"
    name = "*" if step.name is None else str(step.name) if isinstance(step.name, int) else _word(step.name)
    whole = step.field != "id" or isinstance(step.name, int)
    return f"[{step.field}={name}]" if whole else f"[{name}]"


def _word(text: str) -> str:
    return text if re.fullmatch(_PLAIN, text) else to_json(text).decode()


def _step(found: re.Match[str]) -> Step:
    if found["name"] or found["quoted_name"]:
        return found["name"] or str(from_json(found["quoted_name"]))
    if found["place"]:
        return int(found["place"])
    field, key = found["field"] or "id", found["key"]
    if key == "*":
        return Key(field, None)
    if key.startswith('"'):
        return Key(field, str(from_json(key)))
    return Key(field, int(key) if re.fullmatch(r"-?\d+", key) else key)
