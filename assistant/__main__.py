"""Invariant: `python -m assistant` is the command `assistant`, where the script's folder is not on the path."""

from assistant.cli import entry

entry()
