"""Invariant: a check costs no model call and no key unless --model was typed; an error shows in the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.planning.outside.review import Outside
    from assistant.planning.rules.quotations import Quoted


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example(
        "assistant check plan.json",
        "assistant check plan.json --notes ~/vault",
        "assistant check somebody-elses-plan.md",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@options.model
@click.option("--notes", "paths", multiple=True, type=options.NotesPath(), metavar="PATH", help="These too, once.")
@click.option("--max-cost", type=float, metavar="USD", help="Do not ask the model if that may cost more.")
@options.as_json
def check(file: Path, model: str | None, paths: tuple[Path, ...], max_cost: float | None, as_json: bool) -> None:
    """Review the plan in FILE: our JSON, or any plan in Markdown (- reads stdin).

    Markdown is mapped to stages by what its lines say; findings name the line, and the smallest reordering is printed.
    With --model, a model is asked about the lines the rules are not sure of; it cannot silence what they find.
    Of our JSON every quotation is looked for in today's notes: verified, moved, stale, missing, or not measured;
    --notes names notes that were given to the plan once. Exits 0 without error findings, 1 with them.
    """
    from assistant import app
    from assistant.cli import output, plan_opinion, plan_source, setup

    text, where = plan_source.read(file)
    if model is None:
        checked = app.check_text(text, where, settings=setup.load(notes=paths))
    else:
        checked = plan_opinion.check(text, where, model=model, max_cost=max_cost, notes=paths)
    if as_json:
        output.show_json({"file": where, **checked.as_json()})
    else:
        output.show_findings(checked.findings)
        if checked.outside is not None:
            _show_reading(checked.outside)
        if checked.citations is not None:
            _show_quotations(checked.citations)
    if any(finding.severity == "error" for finding in checked.findings):
        raise click.exceptions.Exit(1)


def _show_quotations(citations: tuple[Quoted, ...]) -> None:
    from assistant.planning.checked import quotation_lines

    terminal.show("")
    for line in quotation_lines(citations):
        terminal.show(line)
    if citations:
        terminal.say("A verified quotation stands where it was cited from; that it is true, no check can tell.")


def _show_reading(outside: Outside) -> None:
    from assistant.planning.rules.rule import named

    told = f"; {outside.not_placed}" if outside.not_placed else ""
    terminal.show(f"\nHow it was read (confidence: {outside.confidence}{told}):")
    for step in outside.steps:
        said = "" if step.source == "rules" else f" · says the model, quoting {named(step.because)}"
        terminal.show(f"  line {step.step.line}: {step.kind} · {step.sure} · {named(step.step.text)}{said}")
    for title, lines in (
        ("The smallest reordering that mends it", [str(move) for move in outside.mending.moves]),
        ("What no reordering mends", outside.mending.additions),
        ("Notes", outside.notes),
    ):
        if lines:
            terminal.show(f"\n{title}:")
            for line in lines:
                terminal.show(f"  {line}")
    terminal.show(f"\nNot measured, for want of a plan.json: {', '.join(outside.unmeasured)}")
