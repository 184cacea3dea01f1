"""Invariant: every case asked for is run once, kept at once, and a run that was stopped names the line that goes on."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from assistant.cli import options

_OF_THE_RUN = ("model", "filters", "limit", "repeat")
"""Options that say what a run is; one that is resumed has them already."""


@click.command(
    epilog=options.example(
        "assistant eval run smoke",
        "assistant eval run my-suite/ --filter tag=refunds --json",
        "assistant eval run fit --model anthropic:claude-sonnet-5-5 --repeat 3 --baseline fit",
    )
)
@click.argument("suite", required=False)
@click.option(
    "--model", metavar="MODEL", help="In place of offline: scripted:NAME, replay, replay:FILE, or a live one."
)
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="tag=…, group=… or id=…; all must hold.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many cases, the first.")
@click.option("--repeat", type=click.IntRange(1, 100), default=1, metavar="N", help="Run each case so many times.")
@click.option("-j", "jobs", type=click.IntRange(1, 16), default=2, show_default=True, help="Cases at a time.")
@click.option("--resume", metavar="RUN", help="Go on with a run that was stopped: its id, its folder, or last.")
@click.option("--baseline", metavar="RUN", help="Compare with an earlier run, and fail when something dropped.")
@click.option("--record", type=click.Path(path_type=Path), metavar="FILE", help="Keep what a live model sends.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Write report.md, .html and .junit.xml there."
)
@options.as_json
@click.pass_context
def run(
    ctx: click.Context,
    suite: str | None,
    model: str | None,
    filters: tuple[str, ...],
    limit: int | None,
    repeat: int,
    jobs: int,
    resume: str | None,
    baseline: str | None,
    record: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Run SUITE: a shipped suite's name, a folder, or all.

    Exits 0 when its gates hold, 1 when one fails or something dropped below the baseline, 5 when nothing was measured,
    a case broke off, or a case of the baseline was lost.
    """
    from assistant.cli import eval_bench, setup
    from assistant.cli.eval_runs import Runs
    from assistant.cli.watching import Watcher
    from assistant.evals.selecting import Selection

    if (suite is None) is (resume is None):
        raise click.UsageError("Name a suite, a folder or all; or a run to --resume.")
    chosen = setup.load()
    selection = Selection(tuple(_filter(each) for each in filters), limit, jobs, model, repeat)
    runs = Runs(chosen, quiet=as_json, baseline=baseline, out=out)
    given = [name for name in _OF_THE_RUN if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT]
    wanted = runs.resumed(resume, selection, given) if resume else runs.new(str(suite), selection)
    with (
        Watcher(quiet=as_json) as watcher,
        eval_bench.open_bench(chosen, wanted[0].selection.model, watcher, record) as bench,
    ):
        for each in wanted:
            runs.go(each, bench, watcher)
    runs.tell(as_json=as_json)


def _filter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise click.UsageError(f"A filter reads NAME=VALUE, as in tag=smoke, not {text!r}.")
    return name, value
