"""Invariant: a prompt is a file with declared variables; rendering with one missing or one too many fails by name.

Each file in `prompts/` has front matter (name, version, purpose, variables) and a body with `{{variable}}` slots.
The fingerprint is the sha256 of the whole file, logged with every turn; a byte-order mark and the line ends of
Windows, which some editors add, change neither the text nor the fingerprint.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from assistant import resources
from assistant.errors import InputError

_SLOT = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True)
class Prompt:
    """One prompt file, parsed."""

    name: str
    version: str
    purpose: str
    variables: tuple[str, ...]
    body: str
    fingerprint: str

    def render(self, **values: str) -> str:
        """The body with every slot filled. Raises InputError naming what is missing or unknown."""
        missing = set(self.variables) - set(values)
        unknown = set(values) - set(self.variables)
        if missing or unknown:
            raise InputError(
                f"Prompt {self.name!r} lacks {sorted(missing)}"
                if missing
                else f"Prompt {self.name!r} has no {sorted(unknown)}",
                fix="Make the variables in its front matter and its slots agree.",
            )
        return _SLOT.sub(lambda match: values[match[1]], self.body)


def load(folder: Traversable | None = None, own: Path | None = None) -> Mapping[str, Prompt]:
    """All prompts of a folder (the shipped one by default), by name; a user's `own` take the place of theirs.

    Raises InputError for a malformed file, and for an own prompt that replaces nothing or has other variables.
    """
    shipped = _read(folder or resources.folder("prompts"))
    if own is None:
        return shipped
    try:
        mine = _read(own)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"Your prompts cannot be read: {error}", where=str(own), fix="Mend ASSISTANT_PROMPTS or the files there."
        ) from error
    for prompt in mine.values():
        _fits(prompt, shipped, own)
    return {**shipped, **mine}


def _read(folder: Traversable) -> dict[str, Prompt]:
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".md")), key=lambda item: item.name)
    prompts: dict[str, Prompt] = {}
    places: dict[str, str] = {}
    for item in files:
        prompt = parse(item.read_text(encoding="utf-8-sig"), item.name)
        if prompt.name in prompts:
            raise InputError(
                f"Two files are the prompt {prompt.name!r}: {places[prompt.name]} and {item.name}",
                where=item.name,
                fix="Keep one of them, or give the other its own name.",
            )
        prompts[prompt.name], places[prompt.name] = prompt, item.name
    return prompts


def _fits(prompt: Prompt, shipped: Mapping[str, Prompt], folder: Path) -> None:
    same = shipped.get(prompt.name)
    if same is None:
        raise InputError(
            f"Your prompt {prompt.name!r} takes the place of none",
            where=str(folder),
            fix=f"There are {', '.join(shipped)}.",
        )
    if set(same.variables) != set(prompt.variables):
        raise InputError(
            f"Your prompt {prompt.name!r} has other variables than the one it replaces",
            where=str(folder),
            fix=f"Use {', '.join(same.variables) or 'none'}.",
        )


def parse(text: str, where: str) -> Prompt:
    """A prompt file's text. Raises InputError when the front matter or a slot is wrong, or it says nothing."""
    text = text.replace("\r\n", "\n")
    match = re.match(r"---\n(.*?)\n---\n(.*)", text, re.S)
    head = dict(re.findall(r"^(\w+):\s*(.*)$", match[1], re.M)) if match else {}
    if match is None or not {"name", "version", "purpose", "variables"} <= head.keys():
        raise InputError(
            "The prompt file lacks its front matter", where=where, fix="Give name, version, purpose and variables."
        )
    body = match[2].strip() + "\n"
    _well_formed(body, where)
    variables = tuple(head["variables"].replace(",", " ").split())
    slots = set(_SLOT.findall(body))
    if slots != set(variables):
        raise InputError(
            f"The prompt declares {sorted(variables)} and uses {sorted(slots)}", where=where, fix="Make the two agree."
        )
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(head["name"], head["version"], head["purpose"], variables, body, fingerprint)


def _well_formed(body: str, where: str) -> None:
    if not body.strip():
        raise InputError("The prompt says nothing", where=where, fix="Write its text below the front matter.")
    stray = re.search(r"\{\{.{0,40}|.{0,40}\}\}", _SLOT.sub("", body))
    if stray:
        raise InputError(
            f"The prompt has a slot that cannot be filled: {stray[0].strip()!r}",
            where=where,
            fix="Write a slot as {{name}}, of letters, digits and _.",
        )
