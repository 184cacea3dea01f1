"""Invariant: the course follows from the verdict: what ships, what waits, what each waiting stage must see first."""

from __future__ import annotations

from collections.abc import Callable

from assistant.models.offline.job import Job
from assistant.models.offline.words import lower, short
from assistant.planning.draft import DraftStage, DraftTrigger
from assistant.planning.purpose import Path

MIN_CALLS_TO_READ = 400
"""Cases that read a share of 25% to about ±4 points (95%, Wilson); project rule for opening a later stage."""


def stages(job: Job, path: Path) -> list[DraftStage]:
    """The stages of a plan on that path."""
    if job.recognised.unclear or path == "clarify":
        return _clarify(job)
    if path == "stop":
        return _stop(job)
    if path == "classical":
        return _code(job) if job.task.family == "code" else _classical(job)
    by_phase: dict[str, Callable[[Job], list[DraftStage]]] = {"live": _live, "scaling": _scaling, "built": _built}
    if job.facts.stakes == "hobby":
        return _hobby(job)
    if path == "adapted" and job.facts.phase == "idea":
        return _adapted(job)
    return by_phase.get(job.facts.phase, _idea)(job)


def outcome_trigger(job: Job, *, weeks: int = 8, n: int = MIN_CALLS_TO_READ) -> DraftTrigger:
    """The outcome held over a window: what every data stage waits for."""
    measure = next(m for s in job.sources for m in s.measure if m.kind == "outcome")
    return DraftTrigger(
        metric=short(job.slots.fill(measure.name)), source=measure.source, op=">=" if measure.target >= measure.stop else "<=",
        threshold=measure.target, unit=measure.unit, window_days=weeks * 7, min_n=n,
        bound="lower" if measure.target >= measure.stop else "upper",
    )  # fmt: skip


def _eval_trigger(metric: str, threshold: float, definition: str, n: int = 60) -> DraftTrigger:
    return DraftTrigger(
        metric=metric,
        definition=definition,
        source="eval",
        op=">=",
        threshold=threshold,
        unit="%",
        window_days=28,
        min_n=n,
    )


def _count_trigger(metric: str, threshold: float, definition: str, unit: str, days: int = 28) -> DraftTrigger:
    return DraftTrigger(
        metric=metric, definition=definition, source="event", op=">=", threshold=threshold, unit=unit, window_days=days,
        min_n=1,
    )  # fmt: skip


def _ship(job: Job, title: str, *, start: float = 0, after: tuple[str, ...] = (), role: str = "engineer") -> DraftStage:
    return DraftStage(
        id="ship", kind="ship", title=title, role=role, start_week=start, end_week=job.ship_week, after=list(after),
        deliverable=f"{job.text(job.task.slice)} For {job.slots.user}, at {lower(job.text(job.task.surface)).rstrip('.')}.",
        exit_test=job.text(job.task.exit_test),
    )  # fmt: skip


def _open_up(job: Job) -> DraftStage:
    read = _count_trigger("traces read", 100, "conversations or results read whole by a person since launch", "traces")
    return DraftStage(
        id="everybody", kind="roll_out", title="Open it to everybody", role="product owner", start_week=job.ship_week,
        end_week=job.ship_week + 4, after=["ship"], triggers=[read],
        deliverable=f"All {job.slots.user} can use it; the stop values are watched daily.",
        exit_test="No guardrail at its stop value for two weeks.", if_not="Stay with the first group and read more traces.",
    )  # fmt: skip


def _improve(job: Job, after: str) -> DraftStage:
    cases = _count_trigger("cases used", MIN_CALLS_TO_READ, "cases that reached an outcome since launch", "cases", 84)
    return DraftStage(
        id="improve", kind="improve_prompt", title="Mend the commonest failures by prompt and retrieval", role="engineer",
        start_week=job.ship_week + 4, end_week=job.ship_week + 16, after=[after], triggers=[cases],
        deliverable="The counted list of failures, shortest first; each mended one is a case in the eval set.",
        exit_test="Three serious tries in a row bring less than noise on the held-out cases.",
        pays_for="A counted failure pays for the next try, nothing larger.",
    )  # fmt: skip


def _data(job: Job, after: str) -> DraftStage:
    consent = _count_trigger(
        "consented corrections", 300, "de-duplicated corrections whose owner said yes to improvement", "examples", 180
    )
    return DraftStage(
        id="curate", kind="collect", title="Curate corrections that use has left behind", role="data owner", after=[after],
        triggers=[outcome_trigger(job), consent],
        deliverable="A de-duplicated, redacted set with a held-out part split by user and time.",
        exit_test="No case of the eval set and no unconsented row is in it.",
        if_not="Go on logging; buy no labels.",
        pays_for="An outcome that held for eight weeks pays for curation.",
    )  # fmt: skip


def _tune(job: Job, after: str) -> DraftStage:
    del job
    return DraftStage(
        id="tune", kind="fine_tune", title="Fine-tune an open model, as a bounded pilot", role="ML engineer", after=[after],
        triggers=[
            DraftTrigger(
                metric="model calls", definition="model calls in the window, from the bill", source="bill", op=">=",
                threshold=900_000, unit="calls a month", window_days=28, min_n=1,
            ),
            DraftTrigger(
                metric="gap after three tries", source="eval", op=">=", threshold=5, unit="points", window_days=84, min_n=200,
                definition="held-out target minus the best untuned option after three serious prompt, retrieval and model tries",
                bound="lower",
            ),
        ],
        deliverable="A tuned open model behind the same endpoint, with the prompted baseline kept warm.",
        exit_test="Better than every untuned option on held-out cases by more than noise, or equal and cheaper.",
        if_not="The cheapest untuned option that passes the eval stays.",
        pays_for="Volume, a gap that prompting did not close, and a break-even pay for one pilot.",
    )  # fmt: skip


def _own(job: Job) -> DraftStage:
    del job
    return DraftStage(
        id="own", kind="custom_model", title="An own model", role="ML engineer", after=["tune"],
        triggers=[
            DraftTrigger(
                metric="gap of the tuned model", definition="held-out target minus the tuned model", source="eval", op=">=",
                threshold=5, unit="points", window_days=84, min_n=400, bound="lower",
            ),
        ],
        deliverable="A decision paper first; unplanned today.", exit_test="The tuned model stays insufficient at scale.",
        if_not="It stays unplanned.", pays_for="Nothing before the tuned model has failed at scale.",
    )  # fmt: skip


def _idea(job: Job) -> list[DraftStage]:
    first = f"Ship to the first {job.slots.user}"
    return [
        _ship(job, first),
        _open_up(job),
        _improve(job, "everybody"),
        _data(job, "improve"),
        _tune(job, "curate"),
        _own(job),
    ]


def _built(job: Job) -> list[DraftStage]:
    return [_ship(job, f"Launch what is built to the first {job.slots.user}"), *_idea(job)[1:]]


def _hobby(job: Job) -> list[DraftStage]:
    ship = _ship(job, "Ship it to yourself and one other person", role="you")
    improve = _improve(job, "ship").model_copy(update={"role": "you", "triggers": [
        _count_trigger("uses", 20, "times it was really used", "uses", 56)]})  # fmt: skip
    return [ship, improve]


def _live(job: Job) -> list[DraftStage]:
    done = _ship(job, "The product as it runs today").model_copy(update={"state": "done", "end_week": 0.0})
    watch = DraftStage(
        id="measure", kind="instrument", title="Build the eval set from today's logs and read traces", role="product owner",
        start_week=0, end_week=1.0, after=["ship"], state="active",
        deliverable="The eval set from real logged cases, and a count of failures by kind.",
        exit_test="Two people agree on the answers; today's version has a score.",
    )  # fmt: skip
    compare = _compare(job) if job.has("retire") else _mend(job)
    return [done, watch, *compare, _data(job, compare[-1].id), _tune(job, "curate")]


def _mend(job: Job) -> list[DraftStage]:
    return [_improve(job, "measure").model_copy(update={"start_week": 1.0, "end_week": 8.0, "triggers": [
        _count_trigger("traces read", 100, "logged cases read whole since today", "traces")]})]  # fmt: skip


def _compare(job: Job) -> list[DraftStage]:
    passed = _eval_trigger(
        "new model on the eval set", 95, "cases on which the new model is not worse than the old one"
    )
    end = max(1.0, job.facts.weeks_left(job.today) or 4.0)
    shadow = DraftStage(
        id="shadow", kind="shadow", title="Run both models side by side; people see only the old one", role="engineer",
        start_week=0.5, end_week=max(1.0, end - 0.5), after=["measure"],
        deliverable="A table of both models on the same cases, differences read by a person.",
        exit_test="No serious difference unexplained.",
    )  # fmt: skip
    switch = DraftStage(
        id="switch", kind="roll_out", title="Switch with the old version one command away", role="engineer",
        start_week=max(1.0, end - 0.5), end_week=end, after=["shadow"], triggers=[passed],
        deliverable="Version pinned, rollback and a second vendor tried once, retirement dates on the calendar.",
        exit_test="A week without a guardrail at its stop value.", if_not="Roll back, or take the second vendor's model.",
    )  # fmt: skip
    return [shadow, switch]


def _scaling(job: Job) -> list[DraftStage]:
    done = _ship(job, "The product as it runs today").model_copy(update={"state": "done", "end_week": 0.0})
    cheap = DraftStage(
        id="cheap", kind="back_test", title="Cheap tier, cached prefix and batch on the same eval", role="engineer",
        start_week=0, end_week=2, after=["ship"], state="active",
        deliverable="One table: quality, price and latency of each untuned option on the same held-out cases.",
        exit_test="The strongest untuned option that passes the eval is named.",
    )  # fmt: skip
    rolled = DraftStage(
        id="downshift", kind="roll_out", title="Move the traffic that passes to the cheaper option", role="engineer",
        start_week=2, end_week=6, after=["cheap"],
        triggers=[_eval_trigger("cheap tier on the eval set", 98, "its score as a share of today's model's score", 200)],
        deliverable="The cheaper option behind the same endpoint, 5% then 25% then all.", exit_test="Quality and repeat contacts unchanged.",
        if_not="Keep today's model for the cases that need it; route the rest.",
    )  # fmt: skip
    shadow = DraftStage(
        id="shadow", kind="shadow", title="The pilot in shadow, then 5%, with a holdback", role="engineer", after=["tune"],
        deliverable="Paired results on live cases; the old version keeps 5%.", exit_test="Not worse by more than 2 points, and cheaper.",
    )  # fmt: skip
    pilot = _tune(job, "cheap")
    return [done, cheap, rolled, pilot, shadow]


def _adapted(job: Job) -> list[DraftStage]:
    if job.has("on_device") or job.has("self_hosted"):
        return _local(job)
    slice_text = job.low_risk_slice() or job.text(job.task.slice)
    ship = _ship(job, f"Ship the low-risk slice to the first {job.slots.user}").model_copy(
        update={
            "deliverable": f"{slice_text.rstrip('.')}. For {job.slots.user}, at {lower(job.text(job.task.surface)).rstrip('.')}."
        }
    )
    start = job.ship_week
    test = DraftStage(
        id="back_test", kind="back_test", title="Test the risky part on past cases, group by group", role="domain expert",
        start_week=start, end_week=start + 6, after=["ship"],
        deliverable="Error and bias by group on past cases with known right answers; records kept.",
        exit_test="No group clearly worse off; experts sign the report.",
    )  # fmt: skip
    shadow = DraftStage(
        id="shadow", kind="shadow", title="Shadow mode: people decide without seeing it", role="domain expert",
        start_week=start + 6, end_week=start + 14, after=["back_test"],
        triggers=[_eval_trigger("agreement with experts", 90, "past cases on which experts accept the result", 200)],
        deliverable="Every case logged with version, output and the person's own decision.",
        exit_test="Disagreements read one by one; none of them harmful.", if_not="Stay with the low-risk slice.",
    )  # fmt: skip
    live = DraftStage(
        id="assist", kind="roll_out", title="Show it to the person who decides, with an easy override", role="product owner",
        after=["shadow"], triggers=[_eval_trigger("shadow agreement", 95, "shadow cases without a harmful difference", 400)],
        deliverable="A suggestion beside the case; the person decides, overriding is faster than redoing.",
        exit_test="Overrides and complaints hold below their stop values for eight weeks.",
        if_not="Back to shadow.",
    )  # fmt: skip
    return [ship, test, shadow, live, _data(job, "assist"), _tune(job, "curate")]


def _local(job: Job) -> list[DraftStage]:
    where = "on the device" if job.has("on_device") else "inside your own network"
    ship = _ship(job, f"Ship the fallback and a hosted trial on harmless material to the first {job.slots.user}")
    week = job.ship_week
    proof = DraftStage(
        id="local", kind="back_test", title=f"Let open models {where} take the same eval", role="engineer",
        start_week=1, end_week=week + 2, after=["ship"],
        deliverable="One table per model: eval score, seconds, memory and battery or hardware cost, on the real machine.",
        exit_test="One model passes the bar within the budget, or the task is narrowed until one does.",
    )  # fmt: skip
    pilot = DraftStage(
        id="pilot", kind="roll_out", title=f"Pilot {where} with real work", role="product owner", start_week=week + 2,
        end_week=week + 10, after=["local"],
        triggers=[_eval_trigger("local model on the eval set", 80, "eval cases the local model gets right")],
        deliverable=f"Ten {job.slots.user} use it {where}; the fallback stays one tap away.",
        exit_test="The outcome reaches its target; no serious error unnoticed.", if_not="Narrow the task; keep the fallback.",
    )  # fmt: skip
    return [ship, proof, pilot, _data(job, "pilot"), _tune(job, "curate")]


def _classical(job: Job) -> list[DraftStage]:
    audit = DraftStage(
        id="audit", kind="audit_data", title="Audit the data that exists; score simple rules on it", role="data owner",
        start_week=0, end_week=2, triggers=[],
        deliverable="One table without unexplained gaps, and two or three rules scored in money on the latest weeks.",
        exit_test="Label, leakage and missing values are explained row by row.",
    ).model_copy(update={"triggers": [DraftTrigger(
        metric="access to the data", definition="the owner has given read access; a date", source="calendar", op=">=",
        threshold=1, unit="yes", window_days=14, min_n=1)]})  # fmt: skip
    ship = _ship(job, f"Ship the best simple rule to the first {job.slots.user}", start=2, after=("audit",))
    week = job.ship_week
    train = DraftStage(
        id="train", kind="train_classical", title="Gradient boosting or a fitting classical model, back-tested", role="data scientist",
        start_week=week, end_week=week + 6, after=["ship"],
        triggers=[_count_trigger("weeks of logged results", 4, "weeks with rule, decision and result logged", "weeks", 28)],
        deliverable="A model beside the rule, tested by rolling forward in time, scored in money, no random split.",
        exit_test="Beats the best rule by more than noise in every group that matters.",
        if_not="The rule stays.", pays_for="Four weeks of logged decisions pay for a first model.",
    )  # fmt: skip
    shadow = DraftStage(
        id="shadow", kind="shadow", title="Shadow: champion rule, challenger model", role="analyst", start_week=week + 6,
        end_week=week + 8, after=["train"],
        triggers=[_eval_trigger("back-test gain over the best rule", 10, "cost saved against the best rule in the back-test")],
        deliverable="Both results logged side by side, people act on the rule.", exit_test="14 clean days.", if_not="The rule stays.",
    )  # fmt: skip
    pilot = DraftStage(
        id="pilot", kind="roll_out", title="Pilot against a matched control, then step by step", role="product owner",
        start_week=week + 8, end_week=week + 14, after=["shadow"], triggers=[outcome_trigger(job, weeks=4, n=200)],
        deliverable="Half use the model, half the rule; guardrails read weekly.", exit_test="The whole interval beats the stop line.",
        if_not="Back to the rule.",
    )  # fmt: skip
    words = DraftStage(
        id="words", kind="improve_prompt", title="A language model beside it, for words only", role="engineer", after=["pilot"],
        triggers=[_count_trigger("unclear reasons", 20, "overrides whose reason says the number is unclear, in percent", "%", 84)],
        deliverable=job.text(job.task.later), exit_test="People decide faster and not worse.", if_not="Leave it out.",
    )  # fmt: skip
    return [audit, ship, train, shadow, pilot, words]


def _code(job: Job) -> list[DraftStage]:
    ship = _ship(job, f"Ship the rule as plain code to the first {job.slots.user}")
    spread = DraftStage(
        id="everybody", kind="roll_out", title="Everybody, with a log of what the rule could not decide", role="engineer",
        start_week=job.ship_week, end_week=job.ship_week + 2, after=["ship"],
        triggers=[_count_trigger("checked results", 200, "results checked by hand since launch", "results")],
        deliverable="All cases run through it; undecided ones are listed for a person.", exit_test="No wrong result in 200 checked ones.",
        if_not="Mend the rule and its tests.",
    )  # fmt: skip
    rest = DraftStage(
        id="rest", kind="improve_prompt", title="A language model for the undecided rest, if there is one", role="engineer",
        after=["everybody"],
        triggers=[_count_trigger("undecided share", 10, "cases the rule could not decide, in percent", "%", 56)],
        deliverable=job.text(job.task.later), exit_test="A person confirms each result.", if_not="People keep the rest.",
    )  # fmt: skip
    return [ship, spread, rest]


def _clarify(job: Job) -> list[DraftStage]:
    talk = DraftStage(
        id="talk", kind="instrument", title="Watch five people at work and pick one job", role="product owner", start_week=0,
        end_week=1, deliverable="Three candidate jobs with minutes, frequency and the cost of a mistake.",
        exit_test="One job is named with its user, today's way and a number to beat.",
    )  # fmt: skip
    return [talk, _ship(job, "Ship the smallest slice of the chosen job", start=1, after=("talk",))]


def _stop(job: Job) -> list[DraftStage]:
    del job
    return [
        DraftStage(
            id="reopen",
            kind="back_test",
            title="The cheapest test that could reopen this",
            role="domain expert",
            start_week=0,
            end_week=4,
            deliverable="A reading of past cases by people, without any effect on anybody.",
            exit_test="A slice exists whose mistakes can be seen and undone before they hurt.",
        )  # fmt: skip
    ]
