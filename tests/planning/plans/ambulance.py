"""Adapted: hand-over notes in an ambulance, where neither the network nor the patient's words may be relied on."""

from __future__ import annotations

from datetime import date

from assistant.planning.course import DataPlan, ModelOption, ModelPlan
from assistant.planning.elements import Claim, Question
from assistant.planning.purpose import Brief, Constraint, Coverage, EvalSet, Product, Success, Today, Verdict
from assistant.planning.schema import Comparison, CounterMetric, Differentiation, KillCriterion, Plan
from tests.planning.plans.parts import (
    NOW,
    TODAY,
    action,
    event,
    fit,
    gate,
    generator,
    measure,
    metric,
    number,
    quoted,
    risk,
    row,
    stage,
    trigger,
)  # fmt: skip
from tests.planning.plans.sums import spent, sums

SOURCES = (
    quoted("c1", "regulated-and-safety-critical", "A qualified person decides; the tool only prepares the file."),
    quoted("c2", "eval-design", "Twenty honest cases before launch tell more than a thousand after it."),
)


def ambulance() -> Plan:
    """A tablet drafts the note by an open model as downloaded; the paramedic reads and signs each one."""
    costs = sums(
        "hand-over", "Records systems for ambulances offer dictation at about $40 a vehicle and month, online only.",
        volume_month=(900,), today_unit_cost=(14, 9, 22), share_done=(0.35, 0.2, 0.5), people=(2,), weeks=(9, 7, 14),
    )  # fmt: skip
    return Plan(
        id="0193-ambulance",
        created_at=NOW,
        title="Hand-over notes from the ambulance",
        stakes="internal",
        phase="built",
        brief=Brief(
            text="Paramedics dictate on the way; a tablet drafts the hand-over note. The prototype works on a desk."
            " There is no network in the valleys and patient data must not leave the vehicle. 900 runs a month."
            " Two of us.",
            constraints=(
                Constraint(id="k1", kind="place", text="no network in the valleys", answered_by="product.model_route"),
                Constraint(id="k2", kind="privacy", text="patient data must not leave the vehicle",
                           answered_by="fit[3]"),
                Constraint(id="k3", kind="volume", text="900 runs a month", answered_by="volume_month"),
            ),
        ),
        answer="Product first, adapted: an open model as downloaded, on the tablet, drafts; the paramedic reads,"
        " corrects and signs every note [c1]. Two crews use it beside the paper form from 14 December, all eleven from"
        " February if nine notes in ten need no correction of a number. One wrong dose that was signed unread ends it.",
        against="A form with tick boxes, half of it filled by the monitor, may save the same minutes without a model.",
        verdict=Verdict(
            path="adapted", because=("c1",), reason="Neither network nor data allow a rented model.", confidence="high"
        ),
        fit=fit(
            "partly yes no no yes yes",
            (
                "The prototype got 31 of 40 desk dictations right [c3].",
                "The paramedic was there and reads the note before signing.",
                "A call over the network fails where it is needed most.",
                "Patient data stays in the vehicle until the hospital takes over.",
                "Dictation is free speech.",
                "The paper form stays the record until February.",
            ),
        ),
        this_week=(
            action("engineer", 10, "Dictate 40 past runs in a moving vehicle with the siren on.",
                   "Each note is compared with the paper form."),
            action("lead paramedic", 3, "Mark which fields may never be drafted.", "A list of fields is signed."),
        ),
        product=Product(
            user="a paramedic on the way to the hospital",
            job="hand over without writing twice",
            today=Today(way="a paper form, written on the knee, typed again at the desk"),
            slice="Dictation becomes a draft note; doses and times stay empty until typed",
            surface="the tablet in the vehicle",
            techniques=("prompting", "deterministic"),
            model_route=("an open model on the tablet, as downloaded",),
            guardrails=("doses and times are never drafted", "nothing is stored once it is handed over"),
            when_model_fails="The empty form, as on paper.",
            hand_over="The paramedic signs; the hospital reads what was signed.",
            coverage=Coverage(share=number(70, "%"), note="Fewer fields, chosen by the lead paramedic."),
            last_fifth="Children and accidents with many hurt.",
            ship_by=date(2026, 12, 14),
            non_goals=("triage", "advice"),
        ),
        success=Success(
            measures=(
                measure("outcome", "minutes", "Minutes at the desk after a run", "11", number(6, "minutes"),
                        number(10, "minutes"), date(2027, 2, 1)),
                measure("quality", "untouched", "Notes without a corrected number", "unknown", number(90, "%"),
                        number(75, "%"), date(2027, 1, 25)),
                measure("guardrail", "wrong", "Wrong dose or time signed", "0", number(0, "notes"),
                        number(1, "notes"), date(2026, 12, 21)),
            ),
            eval_set=EvalSet(
                size=number(40, "cases"), source="past runs, dictated again by the crew [c2]",
                bar="90% of fields right, no dose drafted", due=date(2026, 12, 9),
            ),
        ),
        data=DataPlan(
            events=(
                event("drafted", "fields", "seconds", "model_version"),
                event("signed", "corrected_fields", "minutes_at_desk"),
            ),
            metrics=(
                metric("minutes", "Minutes at the desk", "minutes from arrival to a signed note", "minutes", "signed"),
                metric("untouched", "Untouched notes", "share of notes without a corrected number", "%", "drafted",
                       "signed"),
                metric("wrong", "Wrong and signed", "notes with a wrong dose or time found later", "notes", "signed"),
                metric("right", "Fields right", "share of fields right on past runs", "%", source="eval"),
            ),
            feedback="Which fields were corrected; never the words.",
            curation="The lead paramedic reads the counts each Monday.",
        ),
        model=ModelPlan(
            options=(ModelOption(name="A larger open model", must_prove="More fields right at the same warmth."),),
            way_back="The paper form lies in every vehicle.",
        ),
        stages=(
            stage("beside", "shadow", "Two crews beside the paper form", TODAY, date(2026, 12, 14),
                  "Two paramedics dictate on the tablet; the paper form counts", "Forty runs, nothing signed unread",
                  emits=("drafted", "signed")),
            stage("crews", "roll_out", "All eleven crews", date(2027, 2, 1), date(2027, 2, 12),
                  "Every crew has the tablet", "No wrong dose in two weeks", depends_on=("beside",),
                  gates=("g_crews",)),
            stage("noise", "improve_prompt", "Siren and dialect", date(2027, 2, 15), date(2027, 3, 26),
                  "Prompts and a microphone that stand the siren", "92% of fields right", depends_on=("crews",)),
        ),
        gates=(
            gate("g_crews", "Numbers need no correction", ("crews",), date(2027, 1, 25),
                 trigger("untouched", ">=", 90, "%", days=28, n=120),
                 trigger("right", ">=", 90, "%", source="eval", n=40)),
            gate("g_off", "A wrong dose was signed", (), date(2027, 1, 4),
                 trigger("wrong", ">=", 1, "notes", days=28, n=1), kill=True),
        ),
        costs=costs,
        differentiation=Differentiation(
            asset="internal",
            claim="Internal use needs no edge; minutes at the desk are the return.",
            because="The crews are the users and the owners.",
            indicator="Minutes at the desk",
            check_by=date(2027, 4, 12),
            if_flat="Keep the form with tick boxes.",
        ),
        comparison=Comparison(
            other_path="traditional",
            starting_point=row("forty past runs", "2,000 transcribed runs"),
            first_milestone=row("two crews in three weeks", "a speech model next winter"),
            data_matters=row("never the words, only counts", "on day one, with consent of patients"),
            custom_model_matters=row("not in this plan", "on day one"),
            risk_profile=row("a draft that is read", "a year, and patients' words on a server"),
            failure_mode=row("corrected more than written", "never leaves the ethics board"),
            spend_ours=spent(costs),
            spend_other=spent(costs, "other_spend"),
            other_wins="Dialect: a speech model adapted to the valley would hear more.",
        ),
        risks=(
            risk("Drafts are signed unread", "a note signed within three seconds", "the button wakes after ten",
                 "lead paramedic", date(2026, 12, 21)),
        ),
        riskiest_assumption="The tablet hears enough with the siren on [c4].",
        cheapest_test="Forty dictations in a moving vehicle, one afternoon.",
        kill_criteria=(KillCriterion(text="One wrong dose signed unread", decided_on=TODAY, gate="g_off"),),
        counter_metrics=(CounterMetric(metric="wrong", text="Wrong numbers stay at none while minutes fall"),),
        claims=(
            *(claim for claim, _ in SOURCES),
            Claim(id="c3", text="31 of 40 desk dictations were right.", origin="measured", measured="eval:51aa"),
            Claim(id="c4", text="Siren and engine cost a tenth of the words.", origin="assumption", range="5 to 25%"),
        ),
        citations=tuple(citation for _, citation in SOURCES),
        questions=(
            Question(id="q1", text="May the paper form go in February?", default="no, in summer",
                     changes="minutes and stop line"),
        ),
        generator=generator(),
    )  # fmt: skip
