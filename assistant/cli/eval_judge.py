"""Invariant: a judge's word is shown as a trend with its votes and evidence; good or bad, it decides no exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options
from assistant.errors import NotMeasured

if TYPE_CHECKING:
    from assistant.evals.judging import Trend


@click.command(epilog=options.example("assistant eval judge last --model anthropic:claude-sonnet-5-5"))
@click.argument("plan")
@click.option("--model", required=True, metavar="MODEL", help="Who judges: a live model.")
@click.option("--rubric", type=click.Path(path_type=Path), metavar="FILE", help="In place of the shipped one.")
@click.option("--votes", type=click.IntRange(3, 20), default=4, show_default=True, help="Half of them backwards.")
@options.as_json
def judge(plan: str, model: str, rubric: Path | None, votes: int, as_json: bool) -> None:
    """Let a model judge PLAN by a rubric: a trend to read, never a gate.

    Exits 5 when no vote could be read, or no item has a majority of votes with evidence.
    """
    from assistant import resources
    from assistant.cli import output, plan_argument, setup
    from assistant.evals import judging
    from assistant.models.registry import open_model

    chosen = setup.load()
    found = plan_argument.find(plan, chosen)
    asked = judging.read(rubric or resources.folder("evals").joinpath("suites", "rubric.toml"))
    trend = judging.judge(found.to_markdown(), asked, open_model(model, chosen), votes)
    if as_json:
        output.show_json(trend.as_json())
    else:
        _show(trend, labelled=bool(asked.labels))
    if trend.share is None:
        raise click.exceptions.Exit(NotMeasured.exit_code)


def _show(trend: Trend, *, labelled: bool) -> None:
    for item in trend.items:
        word = {True: "yes", False: "no", None: "no majority"}[item.met]
        terminal.show(f"{item.item:<18} {word:<12} {item.yes} yes, {item.no} no, {item.unmeasured} unmeasured")
        if item.evidence:
            terminal.show(f"                   “{item.evidence}”")
    share = "not measured" if trend.share is None else f"{trend.share:.0%} of the items with a majority"
    lacks = "too few labelled items decided, or chance explains all" if labelled else "the rubric has no labels"
    agreed = f"not measured ({lacks})" if trend.agreement is None else f"kappa {trend.agreement:.2f}"
    terminal.show(f"\ntrend: {share}; agreement with labels: {agreed}; nothing gates on a judge")
