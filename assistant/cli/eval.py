"""Invariant: a run that measured nothing never exits 0, and what was measured is told on stdout in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant import terminal
from assistant.cli import options
from assistant.cli.eval_judge import judge
from assistant.cli.eval_new import new
from assistant.cli.eval_read import compare, report
from assistant.cli.eval_run import run

if TYPE_CHECKING:
    from assistant.evals.suites import Suite


@click.group("eval", context_settings=options.SETTINGS)
def evals() -> None:
    """Run suites of cases, with no key and no network, and read what they say."""


evals.add_command(run)
evals.add_command(report)
evals.add_command(new)
evals.add_command(judge)
evals.add_command(compare)


@evals.command("list", epilog=options.example("assistant eval list"))
@options.as_json
def list_suites(as_json: bool) -> None:
    """List the shipped suites; a suite of your own is any folder with a suite.toml."""
    from assistant.cli import output
    from assistant.evals import suites

    rows = [_about(suites.find(name)) for name in suites.shipped()]
    if as_json:
        output.show_json({"suites": rows})
        return
    for row in rows:
        groups = ", ".join(f"{group} {count}" for group, count in row["groups"].items())
        terminal.show(f"{row['name']:<10} {row['title']} ({groups})\n           {row['purpose']}")


def _about(suite: Suite) -> dict[str, Any]:
    return {
        "name": suite.name,
        "title": suite.head.title,
        "purpose": suite.head.purpose,
        "cases": len(suite.cases),
        "groups": dict(suite.groups),
    }
