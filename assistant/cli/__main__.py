"""`python -m assistant.cli` is the console script, for places where scripts are not on the path."""

from assistant.cli import entry

entry()
