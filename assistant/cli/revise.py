"""Invariant: what a revision would change and invalidate is shown first; without a yes, nothing is written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import terminal
from assistant.cli import options
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from datetime import date

    from assistant.cli.gate_source import GateSource
    from assistant.planning.findings import Finding
    from assistant.planning.gate_readings import Reading
    from assistant.planning.revising import Proposal
    from assistant.planning.schema import Plan
    from assistant.settings import Settings


class Undecided(AssistantError):
    """A kill gate fired and nobody has recorded a decision to go on."""

    exit_code = 1
    code = "kill_gate"


@dataclass(frozen=True)
class Wanted:
    """What the command was asked for."""

    answers: tuple[str, ...]
    notes: tuple[str, ...]
    evals: tuple[str, ...]
    from_usage: bool
    metrics: Path | None
    decision: str | None
    role: str
    model: str | None
    as_of: str | None


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example('assistant revise last --answer Q2=no --note "now 3 engineers" --accept'),
)
@click.argument("plan")
@click.option("--answer", "answers", multiple=True, metavar="Q2=…", help="Answer a question of the plan; repeatable.")
@click.option("--note", "notes", multiple=True, metavar="TEXT", help="Say what changed; repeatable.")
@click.option("--eval", "evals", multiple=True, metavar="ID=…", help="cheap=failed:RUN: how an option did; repeatable.")
@click.option("--from-usage", is_flag=True, help="Let the gates that use has opened move the stages.")
@click.option("--metrics", type=click.Path(path_type=Path), metavar="FILE", help="Read use from FILE, as gates does.")
@click.option("--decision", metavar="WHY", help="Go on although a kill gate fired, and why.")
@click.option("--role", default="", metavar="ROLE", help="Who answers for the decision.")
@click.option("--accept", is_flag=True, help="Keep the revision without asking.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the files there, on accept.")
@click.option("--force", is_flag=True, help="Let --out write over files that exist.")
@click.option("--as-of", metavar="DATE", help="Read use as of that day instead of today.")
@options.model
@options.as_json
def revise(
    plan: str,
    accept: bool,
    out: Path | None,
    force: bool,
    as_json: bool,
    **given: Any,  # noqa: ANN401
) -> None:
    """Propose the next revision of PLAN: show what changes and what that bears on, and keep it on a yes.

    Answers and notes are added to the brief and the plan is drafted again; use moves stages along their gates; the
    result of an eval says what tuning has to beat. After a kill gate fired, no revision goes on without --decision.
    Without --accept and without a terminal to ask on, nothing is written.
    """
    from assistant.cli import plan_argument, plan_files, setup

    wanted = Wanted(**given)
    settings = setup.load(model=wanted.model)
    before = plan_argument.find(plan, settings)
    if out is not None and accept:
        plan_files.prepare(out, force=force)
    proposal = _proposal(before, wanted, settings, quiet=as_json)
    if proposal is None:
        _nothing(before, as_json)
        return
    broken = _newly_broken(proposal, settings)
    paths = _keep(proposal, settings, out, force=force) if accept and not broken else ()
    if not as_json:
        _show(proposal, broken)
        if not (paths or broken) and _asked():
            paths = _keep(proposal, settings, out, force=force)
    _close(proposal, broken, paths, as_json)
    if broken:
        raise click.exceptions.Exit(1)


def _proposal(before: Plan, wanted: Wanted, settings: Settings, *, quiet: bool) -> Proposal | None:
    from assistant.cli import gate_source
    from assistant.cli.redraft import redraft
    from assistant.planning import eval_results, orders, progress, revising
    from assistant.planning.stopping import is_stop

    use = wanted.from_usage or wanted.metrics is not None
    today = gate_source.as_of(wanted.as_of)
    if not (wanted.answers or wanted.notes or wanted.evals or use or wanted.decision):
        raise click.UsageError("Say what changed: --answer Q2=…, --note TEXT, --eval ID=… or --from-usage.")
    if wanted.decision is not None:
        progress.answered_for(wanted.decision, wanted.role)
    notes = [revising.read_note(note) for note in wanted.notes]
    answers = revising.read_answers(before, wanted.answers)
    evals = eval_results.read_results(before, wanted.evals)
    source = _source(before, wanted, settings, today) if use else None
    fired = () if any(map(is_stop, notes)) else _undecided(before, wanted, settings, source, today)
    after, reasons = before, [revising.answer_line(a.question, a.words) for a in answers]
    reasons += [revising.change_line(note) for note in notes] + [result.line for result in evals]
    if source:
        after = progress.progressed(before, source.readings, today)
        reasons.append(f"From use, read from {source.source} as of {today.isoformat()}")
    to_draft = [note for note in notes if orders.ordered(after, note, today) is None]
    if answers or to_draft:
        after = redraft(after, answers, to_draft, settings, model=wanted.model, quiet=quiet)
    for note in notes:
        after = orders.ordered(after, note, today) or after
    if wanted.decision is not None:
        after = progress.decided(after, fired, text=wanted.decision, role=wanted.role, today=today)
        reasons.append(f"decided by {wanted.role}: {wanted.decision}")
    after = eval_results.with_results(after, evals, datetime.now(UTC).date())
    return revising.propose(before, after, reason="; ".join(reasons), now=datetime.now(UTC), answers=answers)


def _source(before: Plan, wanted: Wanted, settings: Settings, today: date) -> GateSource:
    from assistant.cli import gate_source
    from assistant.errors import NotMeasured

    source = gate_source.read(before, wanted.metrics, settings, today)
    if not source.source:
        raise NotMeasured(gate_source.NOTHING_READ, where=before.id)
    gate_source.remember(before, source, settings, today)
    return source


def _undecided(
    before: Plan, wanted: Wanted, settings: Settings, source: GateSource | None, today: date
) -> tuple[Reading, ...]:
    """The fired kill gates to decide about, from this reading or the last. Raises when the decision is missing."""
    from assistant.cli import gate_source
    from assistant.errors import InputError
    from assistant.planning import progress

    if source is None:
        fired = gate_source.last_fired(before, settings, today)
    else:
        fired = progress.undecided(before, source.readings, today)
    if fired and wanted.decision is None:
        raise Undecided(
            f"“{fired[0].title}” fired ({'; '.join(fired[0].lines)}), and a plan does not go on past it in silence",
            where=before.id,
            fix='Stop, or record who decides to go on and why: --decision "…" --role founder.',
        )
    if wanted.decision is not None and not fired:
        raise InputError("No kill gate fired, so there is nothing to decide", fix="Leave --decision out.")
    return fired


def _newly_broken(proposal: Proposal, settings: Settings) -> tuple[Finding, ...]:
    """The error findings that the plan before did not have."""
    from assistant import app

    had = {(f.code, f.message) for f in app.review_plan(proposal.before, settings=settings)}
    found = app.review_plan(proposal.after, settings=settings)
    return tuple(f for f in found if f.severity == "error" and (f.code, f.message) not in had)


def _show(proposal: Proposal, broken: Sequence[Finding]) -> None:
    from assistant.planning import impact
    from assistant.planning.budget import over_budget

    terminal.show(f"Revision {proposal.after.revision} of “{proposal.before.title}” would change:")
    terminal.show("\n".join(f"- {sentence}" for sentence in proposal.words))
    told = impact.in_words(proposal.impact)
    if told:
        terminal.show("What rests on that, so look at it again:")
        terminal.show("\n".join(f"- {sentence}" for sentence in told))
    for sentence in (over_budget(proposal.after), *map(str, broken)):
        if sentence:
            terminal.say(sentence)


def _asked() -> bool:
    from assistant.cli.failure import telling

    with telling("nothing was written", "Keep it with --accept"):
        return _on_a_terminal() and click.confirm("Keep this revision?", default=False, err=True)


def _on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _keep(proposal: Proposal, settings: Settings, out: Path | None, *, force: bool) -> tuple[Path, ...]:
    from assistant.cli import logs, plan_files
    from assistant.usage.kept_plans import KeptPlans

    with logs.opened(settings) as log:
        kept = KeptPlans(log).keep(proposal.after)
    if out is None:
        return (kept,)
    plan_files.prepare(out, force=force)
    return (kept, *plan_files.write(proposal.after, out, force=force))


def _close(proposal: Proposal, broken: Sequence[Finding], paths: Sequence[Path], as_json: bool) -> None:
    from assistant.cli import output

    if as_json:
        document = proposal.as_json() | {
            "accepted": bool(paths),
            "paths": [str(path) for path in paths],
            "findings": [finding.as_json() for finding in broken],
        }
        output.show_json(document)
    elif paths:
        terminal.say(f"kept as revision {proposal.after.revision} of {proposal.after.id}")
        for path in paths[1:]:
            terminal.say(f"wrote {path}")
    elif broken:
        terminal.say("Nothing was written: the revision breaks rules that the plan kept.")
    else:
        terminal.say("Nothing was written. Keep it with --accept.")


def _nothing(before: Plan, as_json: bool) -> None:
    from assistant.cli import output

    if as_json:
        output.show_json({"id": before.id, "revision": before.revision, "words": [], "changes": [], "accepted": False})
    else:
        terminal.say("Nothing would change; the plan stays as it is.")
