"""Invariant: the brief is what the user meant to hand over: the words, the file they named, or what is piped in."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant import terminal
from assistant.errors import BriefError, InputError

_READ_AT_MOST = 1_000_000  # bytes: far above the longest brief, and an endless pipe still ends
_TEXT_SUFFIXES = (".md", ".markdown", ".txt")
_LONGEST_NAME = 255  # bytes in one part of a path on the file systems in use


def take(argument: str, extra: Sequence[str] = ()) -> str:
    """The brief's text for the argument of `plan`: `-` reads stdin, an existing file is read, else the words count.

    Raises BriefError for a brief that cannot be planned, InputError for words without quotes or an unreadable file.
    """
    from assistant.agent import briefs

    if extra:
        words = " ".join([argument, *extra])
        short = words if len(words) <= 60 else words[:59] + "…"
        raise InputError(
            f"The brief came as {1 + len(extra)} words, and one argument was expected",
            fix=f'Put it in quotes: assistant plan "{short}"',
            code="usage",
        )
    if argument == "-":
        return briefs.read(_stdin(), where="standard input")
    path = _file(argument)
    if path is not None:
        terminal.say(f"reading the brief from {path}")
        return briefs.read(_bytes(path), where=str(path))
    if argument.lower().endswith(_TEXT_SUFFIXES) and not argument.split()[1:]:
        raise BriefError("There is no such file", where=argument, fix="Check the path, or give the brief in quotes.")
    return briefs.read(os.fsencode(argument), where="the command line")


def _stdin() -> bytes:
    if sys.stdin.isatty():
        terminal.say("Type the brief, then Ctrl-D on an empty line.")
    return sys.stdin.buffer.read(_READ_AT_MOST)


def _file(argument: str) -> Path | None:
    if "\n" in argument or "\x00" in argument or len(os.fsencode(argument)) > _LONGEST_NAME:
        return None
    path = Path(argument)
    if path.is_dir() and (os.sep in argument or argument in (".", "..")):
        raise InputError("That is a folder, not a brief", where=argument, fix="Name the file in it.")
    return path if path.is_file() else None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_READ_AT_MOST)
    except OSError as error:
        raise InputError(
            f"The brief cannot be read: {os.strerror(error.errno or 0)}", where=str(path), fix="Check its permissions."
        ) from error
