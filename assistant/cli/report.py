"""Invariant: a fault of ours costs the reader one line; the traceback goes to a private file without any key in it."""

from __future__ import annotations

import os
import platform
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from assistant import settings
from assistant.cli import version
from assistant.errors import InternalFault
from assistant.usage.redaction import Redactor

_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD")


def internal_fault(error: Exception) -> InternalFault:
    """Writes the report below the data folder and returns the sentence that says where it is."""
    name = type(error).__name__
    try:
        path = _write(_body(error))
    except Exception:
        return InternalFault(
            f"Something went wrong on our side ({name}), and no report could be written",
            fix="Set ASSISTANT_HOME to a folder you own and try again.",
        )
    return InternalFault(
        f"Something went wrong on our side ({name}); the report is there",
        where=str(path),
        fix="Please send it in; it holds no key, but read it first.",
    )


def _write(text: str) -> Path:
    home = settings.private_folder(settings.home(os.environ.get("ASSISTANT_HOME")))
    folder = settings.private_folder(home / "reports")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"fault-{stamp}-{os.getpid()}.txt"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return path


def _body(error: Exception) -> str:
    where = f"assistant {version()} · Python {platform.python_version()} · {platform.system()} {platform.release()}"
    options = " ".join(argument.partition("=")[0] for argument in sys.argv[1:] if argument.startswith("-"))
    secrets = [value for name, value in os.environ.items() if _SECRET.search(name)]
    trace = "".join(traceback.format_exception(error))
    return f"{where}\noptions: {options}\n\n{Redactor(os.urandom(16), secrets).text(trace)}"
