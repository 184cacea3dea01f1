"""Invariant: what a model is told can be read by whoever pays for it, with the fingerprint that the log keeps."""

from __future__ import annotations

from dataclasses import asdict

import click

from assistant import settings, terminal
from assistant.cli import options
from assistant.errors import InputError


@click.group(context_settings=options.SETTINGS)
def prompt() -> None:
    """Read the prompts a model is given."""


@prompt.command(epilog=options.example("assistant prompt show", "assistant prompt show system"))
@click.argument("name", required=False)
@options.as_json
def show(name: str | None, as_json: bool) -> None:
    """Show the prompt NAME as it stands in its file, or list all with their fingerprints."""
    from assistant.agent import prompts
    from assistant.cli import output

    found = prompts.load(own=settings.load().prompts)
    if name is not None and name not in found:
        raise InputError(
            f"There is no prompt {name!r}", fix=f"There are {', '.join(sorted(found))}.", code="unknown_prompt"
        )
    chosen = [found[name]] if name is not None else sorted(found.values(), key=lambda each: each.name)
    if as_json:
        output.show_json({"prompts": [asdict(each) for each in chosen]})
    elif name is None:
        terminal.show("\n".join(f"{p.name:<10} v{p.version:<4} {p.fingerprint[:12]}  {p.purpose}" for p in chosen))
    else:
        terminal.show(found[name].body)
