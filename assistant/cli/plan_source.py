"""Invariant: a plan handed over is bounded UTF-8 text before anything reads it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.errors import PlanFileError

_READ_AT_MOST = 5_000_001  # bytes: one more than the largest plan that is read, so that a longer one is noticed
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # its byte order marks


def read(path: Path) -> tuple[str, str]:
    """(text, where it came from) of a file, or of stdin for `-`. Raises PlanFileError."""
    where = "standard input" if str(path) == "-" else str(path)
    data = sys.stdin.buffer.read(_READ_AT_MOST) if str(path) == "-" else _bytes(path)
    if len(data) == _READ_AT_MOST:
        raise PlanFileError("The plan is larger than 5 MB", where=where, fix="Give the plan alone.")
    if data.startswith(_UTF_16):
        raise PlanFileError("The plan is UTF-16 text, not UTF-8", where=where, fix="Save it as UTF-8.")
    if b"\x00" in data:
        raise PlanFileError("The plan is binary, not text", where=where, fix="Give JSON or Markdown.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanFileError(
            f"The plan is not UTF-8 text (byte {error.start:,})", where=where, fix="Save it as UTF-8."
        ) from error
    if not text.strip():
        raise PlanFileError("The plan is empty", where=where, fix="Give a plan in JSON or Markdown.")
    return text, where


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_READ_AT_MOST)
    except OSError as error:
        raise PlanFileError(
            f"The plan cannot be read: {os.strerror(error.errno or 0)}", where=str(path), fix="Check the path."
        ) from error
