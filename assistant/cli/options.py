"""Invariant: an option that several commands share means the same and reads the same in each."""

from __future__ import annotations

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout, errors too.")
model = click.option("--model", metavar="MODEL", help="anthropic:NAME, openai:NAME, offline, or package.module:Attr.")
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def example(*lines: str) -> str:
    """The epilog that shows how a command is typed; click keeps the lines apart."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
