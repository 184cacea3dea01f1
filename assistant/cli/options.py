"""Invariant: an option that several commands share means the same and reads the same in each."""

from __future__ import annotations

import os
from pathlib import Path

import click

from assistant import terminal
from assistant.errors import InputError

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout, errors too.")
model = click.option("--model", metavar="MODEL", help="anthropic:NAME, openai:NAME, offline, or package.module:Attr.")


class NotesPath(click.Path):
    """A path of notes. An empty one is refused: a variable that is not set would mean the whole current folder."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        if not os.fspath(value).strip():
            raise InputError(
                "The path is empty",
                fix="Name a file or a folder (. is this one); a variable in its place may not be set.",
                code="usage",
            )
        return super().convert(value, param, ctx)


def everywhere(command: click.Command) -> click.Command:
    """Gives the command, and each below it, the options that every command understands."""
    if not any(parameter.name == "quiet" for parameter in command.params):
        command.params += _common()
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        everywhere(below)
    return command


def _common() -> list[click.Parameter]:
    def quiet(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            terminal.ask(quiet=True)

    def no_colour(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            terminal.ask(plain=True)

    told = [("-q", "--quiet", quiet, "Print the result and failures, nothing besides."),
            ("--no-color", "--no-colour", no_colour, "Use no colour; so does NO_COLOR.")]  # fmt: skip
    return [
        click.Option([one, other], is_flag=True, is_eager=True, expose_value=False, callback=callback, help=text)
        for one, other, callback, text in told
    ]


SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def example(*lines: str) -> str:
    """The epilog that shows how a command is typed; click keeps the lines apart."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
