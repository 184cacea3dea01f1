"""Invariant: a run that measured nothing never exits 0, and what was measured is told on stdout in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.evals.results import Report, Result, Verdict
    from assistant.evals.runner import MakeAssistant, Selection
    from assistant.evals.suites import Suite
    from assistant.settings import Settings


@click.group("eval", context_settings=options.SETTINGS)
def evals() -> None:
    """Run suites of cases, with no key and no network, and read what they say."""


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


@evals.command(
    epilog=options.example("assistant eval run smoke", "assistant eval run my-suite/ --filter tag=refunds --json")
)
@click.argument("suite")
@click.option("--model", metavar="MODEL", help="In place of offline: a live model, or scripted:NAME.")
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="tag=…, group=… or id=…; all must hold.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many cases, the first.")
@click.option("-j", "jobs", type=click.IntRange(1, 16), default=2, show_default=True, help="Cases at a time.")
@options.as_json
def run(suite: str, model: str | None, filters: tuple[str, ...], limit: int | None, jobs: int, as_json: bool) -> None:
    """Run SUITE: a shipped suite's name, a folder, or all.

    Exits 0 when its gates hold, 1 when one fails, 5 when nothing was measured.
    """
    from assistant.cli import eval_bench, output, setup
    from assistant.cli.watching import Watcher
    from assistant.evals import suites
    from assistant.evals.results import EXIT_CODES
    from assistant.evals.runner import Selection
    from assistant.evals.table import render

    wanted = [suites.find(name) for name in (suites.shipped() if suite == "all" else [suite])]
    selection = Selection(tuple(_filter(each) for each in filters), limit, jobs, model)
    chosen = setup.load()
    reports = []
    with Watcher(quiet=as_json) as watcher:
        make = eval_bench.bench(chosen, model, watcher)
        for each in wanted:
            reports.append(_one(each, make, selection, chosen, quiet=as_json))
            if not as_json:
                terminal.show(render(reports[-1]) + "\n")
    verdict = _together(reports)
    if as_json:
        output.show_json({"verdict": verdict, "suites": [report.as_json() for report in reports]})
    if EXIT_CODES[verdict]:
        raise click.exceptions.Exit(EXIT_CODES[verdict])


def _one(suite: Suite, make: MakeAssistant, selection: Selection, chosen: Settings, *, quiet: bool) -> Report:
    from assistant.cli.failure import Stopped
    from assistant.evals import runner
    from assistant.evals.keeping import RESULTS, RunFolder

    runner.select(suite, selection)
    keep = RunFolder(chosen.home, suite.name)

    def told(result: Result, done: int, total: int) -> None:
        if not quiet:
            terminal.say(f"· {done} of {total}: {result.outcome:<10} {result.case}")

    try:
        report = runner.run(suite, make, selection, on_result=told, keep=keep)
    except KeyboardInterrupt as interrupt:
        stopped = Stopped("the cases that were done are kept")
        stopped.where, stopped.fix = str(keep.path / RESULTS), "Run the suite again for a report."
        raise stopped from interrupt
    terminal.say(f"kept in {keep.path}")
    return report


def _together(reports: list[Report]) -> Verdict:
    """One verdict for all: failed when one failed, else not measured when one was not."""
    verdicts = {report.verdict for report in reports}
    if "failed" in verdicts:
        return "failed"
    return "passed" if verdicts == {"passed"} else "not_measured"


def _filter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise click.UsageError(f"A filter reads NAME=VALUE, as in tag=smoke, not {text!r}.")
    return name, value


def _about(suite: Suite) -> dict[str, Any]:
    return {
        "name": suite.name,
        "title": suite.head.title,
        "purpose": suite.head.purpose,
        "cases": len(suite.cases),
        "groups": dict(suite.groups),
    }
