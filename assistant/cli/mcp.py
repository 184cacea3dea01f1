"""Invariant: while it serves, stdout carries the protocol and nothing else; what people should know goes to stderr."""

from __future__ import annotations

from pathlib import Path

import click

from assistant import terminal
from assistant.cli import options
from assistant.errors import InputError

TOOLS = ("plan", "check", "search_notes")
_REGISTER = "claude mcp add product-first -- assistant mcp"


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example("assistant mcp", _REGISTER, "assistant mcp --json"),
)
@options.model
@click.option("--notes", multiple=True, type=options.NotesPath(), metavar="PATH", help="Your notes; repeatable.")
@click.option("--max-cost", type=float, metavar="USD", help="Stop before one plan costs more.")
@options.as_json
def mcp(model: str | None, notes: tuple[Path, ...], max_cost: float | None, as_json: bool) -> None:
    """Serve plan, check and search_notes to Claude Code, Cursor and other programs, over stdio (MCP).

    The program that calls starts this command itself. With --json: what is offered, and nothing is served.
    """
    from assistant.cli import output, setup

    chosen = setup.load(model=model, notes=notes, max_cost=max_cost)
    if as_json:
        output.show_json(
            {"server": "product-first-assistant", "transport": "stdio", "tools": list(TOOLS), "register": _REGISTER}
        )
        return
    try:
        from assistant.cli import mcp_server
    except ImportError as error:
        raise InputError(
            "The mcp package is not installed",
            fix="pip install 'product-first-assistant[mcp]', or pip install mcp.",
            code="no_mcp",
        ) from error
    for notice in chosen.notices():
        terminal.say(notice)
    mcp_server.make(chosen).run()
