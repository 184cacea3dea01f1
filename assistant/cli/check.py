"""Invariant: a check costs no model call and no key, and an error finding always shows in the exit code."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli import options


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example("assistant check plan.json", "assistant check somebody-elses-plan.md"),
)
@click.argument("file", type=click.Path(path_type=Path))
@options.as_json
def check(file: Path, as_json: bool) -> None:
    """Review the plan in FILE: our JSON, or any plan in Markdown (- reads stdin).

    Exits 0 without error findings, 1 with them.
    """
    from assistant import app
    from assistant.cli import output, plan_source

    text, where = plan_source.read(file)
    _, findings = app.check_text(text, where)
    if as_json:
        output.show_json({"file": where, "findings": [finding.as_json() for finding in findings]})
    else:
        output.show_findings(findings)
    if any(finding.severity == "error" for finding in findings):
        raise click.exceptions.Exit(1)
