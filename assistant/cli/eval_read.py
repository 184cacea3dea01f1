"""Invariant: a run is read from what it kept; one that did not come to its end is not measured and says what to do."""

from __future__ import annotations

from pathlib import Path

import click

from assistant import terminal
from assistant.cli import options

_FORMS = ("text", "markdown", "junit", "html", "json")


@click.command(epilog=options.example("assistant eval report last --to html --out report.html"))
@click.argument("run")
@click.option("--to", "form", type=click.Choice(_FORMS), default="text", show_default=True, help="The form.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="A file, in place of stdout.")
@click.option("--force", is_flag=True, help="Write over the file.")
@options.as_json
def report(run: str, form: str, out: Path | None, force: bool, as_json: bool) -> None:
    """Render the report of RUN again: its id, its folder, or last.

    Exits as the run did; 5 when it never came to its end.
    """
    from assistant.cli import output, setup
    from assistant.evals import baselines
    from assistant.evals.results import EXIT_CODES
    from assistant.saving import save

    found = baselines.report(setup.load().home, run)
    if as_json or form == "json":
        output.show_json(found.as_json())
    elif out is None:
        terminal.show(_rendered(found, form))
    else:
        terminal.say(f"wrote {save(out, terminal.clean(_rendered(found, form)), force=force)}")
    if EXIT_CODES[found.verdict]:
        raise click.exceptions.Exit(EXIT_CODES[found.verdict])


@click.command(epilog=options.example("assistant eval compare fit last"))
@click.argument("before")
@click.argument("after")
@click.option("--subset", is_flag=True, help="AFTER was made of fewer cases on purpose: compare those.")
@options.as_json
def compare(before: str, after: str, subset: bool, as_json: bool) -> None:
    """Compare two runs case by case: BEFORE may be the name of a shipped baseline.

    Exits 1 when something that decides dropped by more than chance explains, 5 when they have nothing in common, or
    AFTER lost cases: they are not in it, or could not be measured any more.
    """
    from assistant.cli import output, setup
    from assistant.evals import baselines, comparing, comparison_table
    from assistant.evals.results import EXIT_CODES

    home = setup.load().home
    later = baselines.report(home, after)
    name, earlier = baselines.read(home, before, later.suite)
    found = comparing.compare(earlier, later.results, (name, later.run_id), subset=subset)
    if as_json:
        output.show_json(found.as_json())
    else:
        terminal.show(comparison_table.render(found))
    if EXIT_CODES[found.verdict]:
        raise click.exceptions.Exit(EXIT_CODES[found.verdict])


def _rendered(found: object, form: str) -> str:
    from assistant.evals import html_report, junit, markdown_report, table
    from assistant.evals.results import Report

    assert isinstance(found, Report)
    forms = {
        "text": table.render,
        "markdown": markdown_report.render,
        "junit": junit.render,
        "html": html_report.render,
    }
    return forms[form](found)
