"""Invariant: a stopped run says the line that goes on with it, and going on repeats nothing that was done.

Suites asked for together are one batch: resuming any of its runs finishes that one and those that had not begun.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.cli.eval_bench import Bench
    from assistant.cli.watching import Watcher
    from assistant.evals.comparing import Comparison
    from assistant.evals.keeping import RunFolder
    from assistant.evals.results import Report, Result, Verdict
    from assistant.evals.selecting import Selection
    from assistant.evals.suites import Suite
    from assistant.settings import Settings


@dataclass(frozen=True)
class Wanted:
    """One run to make or to go on with (`keep`)."""

    suite: Suite
    selection: Selection
    keep: RunFolder | None = None


class Runs:
    """The runs one command makes, and what came of them."""

    def __init__(self, chosen: Settings, *, quiet: bool, baseline: str | None, out: Path | None) -> None:
        self._chosen = chosen
        self._quiet = quiet
        self._baseline = baseline
        self._out = out
        self._batch: dict[str, object] = {}
        self._reports: list[Report] = []
        self._comparisons: list[Comparison] = []

    def new(self, name: str, selection: Selection) -> list[Wanted]:
        """The runs of a suite, or of all the shipped ones that hold such a case.

        Raises InputError, and NotMeasured when no case is left, before anything runs.
        """
        from assistant.evals import selecting, suites

        names = list(suites.shipped()) if name == "all" else [name]
        found, passed_over = selecting.holding([suites.find(each) for each in names], selection)
        if passed_over:
            terminal.say(f"not run, no case is selected: {', '.join(suite.name for suite in passed_over)}")
        self._batch = {"id": secrets.token_hex(4), "sources": [suite.source for suite in found]}
        return [Wanted(suite, selection) for suite in found]

    def resumed(self, run: str, asked: Selection, given: Collection[str]) -> list[Wanted]:
        """What is left of the batch of a run, what was finished included; `given` are the fields asked for anew.

        Raises InputError for an unknown run, and for one that was asked for something else.
        """
        from assistant.evals import keeping, suites
        from assistant.evals.selecting import Selection

        kept = keeping.find_run(self._chosen.home, run)
        head = kept.head()
        selection = Selection.from_json(head["selection"], asked.jobs)
        if otherwise := selection.contradicted(asked, given):
            raise InputError(
                f"The run {kept.run_id} was asked for with {otherwise}",
                fix="Resume it without that option, or begin a new run.",
                code="usage",
            )
        self._batch = dict(head["batch"])
        begun = keeping.batch(self._chosen.home, str(self._batch["id"]))
        sources = [str(source) for source in head["batch"]["sources"]]
        return [Wanted(suites.find(source), selection, begun.get(source)) for source in sources]

    def go(self, wanted: Wanted, bench: Bench, watcher: Watcher) -> None:
        """Makes or finishes one run and shows it. Raises Stopped with the line that goes on."""
        from assistant.cli.failure import Stopped
        from assistant.evals import runner
        from assistant.evals.keeping import RunFolder
        from assistant.evals.selecting import sampled
        from assistant.evals.table import render

        suite = wanted.suite
        keep = wanted.keep or RunFolder.new(self._chosen.home, suite.name)

        def told(result: Result, done: int, total: int) -> None:
            if not self._quiet:
                watcher.case(f"{result.outcome:<10} {result.name}", done, total)

        if groups := sampled(suite, wanted.selection):
            left = sum(count for group, count in suite.groups.items() if group not in groups)
            terminal.say(
                f"{suite.name}: a scripted model is run on {', '.join(groups)} alone, {left} of {len(suite.cases)} "
                "cases are not run; --filter group=… runs others"
            )
        if suite.task is not None:
            terminal.say("the network is open: a product of your own may reach it")
        keep.begin(suite, wanted.selection, self._batch)
        try:
            report = runner.run(suite, bench.make, wanted.selection, teach=bench.teach, on_result=told, keep=keep)
        except KeyboardInterrupt as interrupt:
            stopped = Stopped("the cases that were done are kept")
            stopped.where, stopped.fix = str(keep.path), f"Go on with: assistant eval run --resume {keep.run_id}"
            raise stopped from interrupt
        finally:
            watcher.cases_done()
        self._reports.append(report)
        if not self._quiet:
            terminal.show(render(report) + "\n")
        terminal.say(f"kept in {keep.path}")
        self._compare(report, subset=wanted.selection.partial or bool(groups))
        if self._out is not None:
            _write(report, self._out)

    def tell(self, *, as_json: bool) -> None:
        """Prints the document under --json, and exits by the verdict of all."""
        from assistant.cli import output
        from assistant.evals.results import EXIT_CODES

        verdict = self._verdict()
        if as_json:
            comparisons = {"comparisons": [each.as_json() for each in self._comparisons]} if self._comparisons else {}
            suites = [report.as_json() for report in self._reports]
            output.show_json({"verdict": verdict, "suites": suites, **comparisons})
        if EXIT_CODES[verdict]:
            raise click.exceptions.Exit(EXIT_CODES[verdict])

    def _verdict(self) -> Verdict:
        """One verdict for all: failed when one failed or something dropped, else not measured when any part was not."""
        verdicts = {each.verdict for each in self._reports} | {each.verdict for each in self._comparisons}
        if "failed" in verdicts:
            return "failed"
        return "passed" if verdicts == {"passed"} else "not_measured"

    def _compare(self, report: Report, *, subset: bool) -> None:
        if self._baseline is None:
            return
        from assistant.evals import baselines, comparing, comparison_table

        name, results = baselines.read(self._chosen.home, self._baseline, report.suite)
        found = comparing.compare(results, report.results, (name, report.run_id), subset=subset)
        self._comparisons.append(found)
        if not self._quiet:
            terminal.show(comparison_table.render(found) + "\n")


def _write(report: Report, folder: Path) -> None:
    from assistant.evals import html_report, junit, markdown_report
    from assistant.saving import refused, save

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(folder, error) from error
    forms = {".md": markdown_report.render, ".junit.xml": junit.render, ".html": html_report.render}
    for suffix, form in forms.items():
        path = save(folder / f"{report.suite}{suffix}", terminal.clean(form(report)), force=True)
        terminal.say(f"wrote {path}")
