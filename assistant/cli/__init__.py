"""Invariant: the command answers `--version` before anything is loaded, and `--help` loads click and nothing of ours.

`entry` is the console script. Everything else of the command line sits behind it, one module a command.
"""

from __future__ import annotations

import os
import sys

_DIST_INFO = "product_first_assistant-"


def entry() -> None:
    """The console script `assistant`; leaves by SystemExit with one of the documented exit codes."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"assistant {version()}\n")
        return
    try:
        from assistant.cli.tree import root

        root.main(prog_name="assistant")
    except KeyboardInterrupt:
        sys.exit(130)


def version() -> str:
    """The installed version, from the name of the distribution's metadata folder; `0+checkout` when never installed.

    A listing costs next to nothing; importing `importlib.metadata` alone costs four interpreter starts.
    """
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - pathlib would double the cost of --version
        except OSError:
            continue
        for name in names:
            if name.startswith(_DIST_INFO) and name.endswith(".dist-info"):
                return name[len(_DIST_INFO) : -len(".dist-info")]
    return "0+checkout"
