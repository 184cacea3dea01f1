"""Plans of other verdicts and phases, each a whole plan of its own built on the support plan's frame."""

from __future__ import annotations

from datetime import date

from assistant.planning.costs import CostOption, Costs, Tuning, Value
from assistant.planning.course import ModelPlan, Stage
from assistant.planning.elements import Claim, Question
from assistant.planning.ledger import Ledger
from assistant.planning.purpose import Brief, Constraint, Coverage, EvalSet, Product, Success, Today, Verdict
from assistant.planning.schema import Plan
from tests.planning.plans.parts import (
    TODAY,
    action,
    assumed,
    fit,
    gate,
    number,
    quoted,
    risk,
    row,
    stage,
    trigger,
)
from tests.planning.plans.support import support


def adapted() -> Plan:
    """Applicants for jobs: the text may not leave, so a self-hosted open model, used by insiders first."""
    plan = support()
    claim, citation = quoted(
        "c8", "regulated-and-safety-critical", "A qualified person decides; the tool prepares the file."
    )
    return plan.model_copy(
        update={
            "id": "0193-adapted",
            "title": "Applicant file helper",
            "brief": Brief(
                text="Help recruiters read 800 applications per job. Nothing may leave the building.",
                constraints=(
                    Constraint(id="k1", kind="privacy", text="Nothing may leave the building", answered_by="fit[3]"),
                ),
            ),
            "answer": "Recruiters read summaries made by an open model in our own rack; a person decides [c8].",
            "against": "Reading 800 files takes three days today, which may be good enough.",
            "verdict": Verdict(path="adapted", because=("c8",), reason="The data may not leave.", confidence="high"),
            "fit": fit(
                "yes yes yes no yes yes",
                (
                    "Open models summarise such files today.",
                    "The recruiter has the file beside the summary.",
                    "800 files a week are few.",
                    "The works council forbids it.",
                    "Files come in free text.",
                    "Nothing is decided by it.",
                ),
            ),
            "product": plan.product.model_copy(
                update={
                    "user": "a recruiter with 800 files",
                    "job": "know what stands in a file",
                    "surface": "the applicant desk",
                    "slice": "A summary beside each file, by an open model as it is",
                    "model_route": ("an open model on our own server, as downloaded",),
                }
            ),
            "this_week": (
                action("recruiter", 5, "Write down for 60 old files what stood in them.", "Two recruiters agree."),
                action("engineer", 8, "Run the 60 through three open models in the rack.", "One table has all three."),
            ),
            "differentiation": plan.differentiation.model_copy(
                update={
                    "asset": "internal",
                    "claim": "Internal use needs no edge; days between application and answer are the return.",
                    "because": "The rack stands here and the files stay in it.",
                    "indicator": "Days from application to answer",
                    "if_flat": "Go back to reading in pairs.",
                }
            ),
            "comparison": plan.comparison.model_copy(
                update={
                    "starting_point": row("a file on the desk", "5,000 files marked by hand"),
                    "first_milestone": row("two recruiters in four weeks", "a ranking in summer"),
                    "data_matters": row("files that exist already, after use", "on day one"),
                    "custom_model_matters": row("not in this plan", "on day one"),
                    "risk_profile": row("a summary that misses a line", "a ranking nobody can defend"),
                    "failure_mode": row("recruiters read the file anyway", "the works council stops it"),
                    "other_wins": "Finding files that lack a certificate: a rule does it.",
                }
            ),
            "risks": (
                risk(
                    "A summary leaves out a gap that explains itself",
                    "a recruiter is surprised in an interview",
                    "the file stands beside the summary",
                    "recruiter",
                    date(2026, 12, 11),
                ),
            ),
            "riskiest_assumption": "An open model that fits the rack reads such files well enough [c6].",
            "cheapest_test": "Sixty files through three open models, one afternoon.",
            "questions": (
                Question(id="q1", text="Does the works council allow a trial?", default="yes", changes="the date"),
            ),
            "stages": _adapted_stages(plan),
            "gates": (
                gate(
                    "g_past",
                    "The works council agrees",
                    ("past",),
                    date(2027, 2, 1),
                    trigger("right", ">=", 80, "%", source="eval", n=60),
                ),
                plan.gates[3],
            ),
            "claims": (
                *(each for each in plan.claims if each.id not in ("c6", "c7")),
                Claim(id="c6", text="It reads nine files in ten.", origin="assumption", range="70 to 95%"),
                claim,
            ),
            "citations": (*plan.citations, citation),
        }
    )


def _adapted_stages(plan: Plan) -> tuple[Stage, ...]:
    better = plan.stages[2].model_copy(update={"depends_on": ("inside",)})
    return (
        stage(
            "audit",
            "audit_data",
            "Look through old files",
            TODAY,
            date(2026, 12, 1),
            "A list of the kinds of files we have",
            "Every kind has ten files",
        ),
        stage(
            "inside",
            "shadow",
            "Two recruiters use it on their own files",
            date(2026, 12, 1),
            date(2026, 12, 18),
            "Two recruiters read summaries at their desk, decisions unchanged",
            "They agree with 80% of 60 eval cases",
            depends_on=("audit",),
            emits=("answered", "outcome"),
        ),
        better,
        stage(
            "past",
            "label",
            "Label past files with what they were judged on",
            None,
            None,
            "300 past files with their outcome",
            "Two recruiters agree",
            depends_on=("better",),
            gates=("g_past",),
        ),
    )


def clarify() -> Plan:
    """Somebody wants AI in a project-management app; nobody said for whom."""
    plan = support()
    return plan.model_copy(
        update={
            "id": "0193-clarify",
            "title": "AI in a project-management app",
            "brief": Brief(text="We want to add AI to our project-management app this quarter."),
            "answer": "We cannot plan yet: nobody has said whom it helps with what. Three answers settle it this week.",
            "against": "Asking costs a week; a rival may ship in it.",
            "verdict": Verdict(
                path="clarify", reason="User and job are unknown.", confidence="low", unknown=("user", "job")
            ),
            "this_week": (
                action(
                    "founder",
                    4,
                    "Ask five users what they did last in the app and hated.",
                    "Five answers are written down.",
                ),
            ),
            "product": plan.product.model_copy(
                update={"user": "", "job": "", "slice": "A button that drafts the weekly status from the tasks"}
            ),
            "stages": (),
            "gates": (),
            "kill_criteria": (),
            "counter_metrics": (),
            "risks": (risk("A button nobody asked for", "five users shrug", "ask before drawing", "founder", TODAY),),
            "riskiest_assumption": "Somebody hates writing the weekly status.",
            "cheapest_test": "Five talks of ten minutes.",
            "questions": (
                Question(
                    id="q1", text="Who is to be helped?", default="the project lead", changes="user, surface and money"
                ),
                Question(id="q2", text="With what job?", default="the weekly status", changes="the slice"),
            ),
        }
    )


def stop() -> Plan:
    """Doses set by a machine alone: nobody can check them, and no mistake is acceptable."""
    plan = support()
    claim, citation = quoted(
        "c8", "regulated-and-safety-critical", "A qualified person decides; the tool prepares the file."
    )
    return plan.model_copy(
        update={
            "id": "0193-stop",
            "title": "Insulin doses without a doctor",
            "brief": Brief(text="An app that sets insulin doses by itself, without a doctor."),
            "answer": "Stop. Nobody can check a dose in time and no early mistake is acceptable.",
            "against": "People dose by guesswork today, and some are harmed by it.",
            "verdict": Verdict(
                path="stop",
                because=("c8",),
                reason="Outputs cannot be checked and mistakes are not acceptable [c8].",
                confidence="high",
                reopens="A doctor who confirms each dose, or a slice that only explains.",
            ),
            "fit": fit(
                "partly no yes yes yes no",
                (
                    "Models talk about doses.",
                    "A wrong dose shows too late.",
                    "One call a meal.",
                    "With consent it may.",
                    "Meals come in free text.",
                    "The first mistake may kill.",
                ),
            ),
            "this_week": (
                action("founder", 3, "Ask a diabetologist which part carries no dose.", "One part is named or none."),
            ),
            "cheapest_test": "One talk with a diabetologist.",
            "riskiest_assumption": "There is a part of the job that carries no dose.",
            "risks": (
                risk("Somebody ships the demo", "a friend asks for it", "delete the key today", "founder", TODAY),
            ),
            "questions": (
                Question(id="q1", text="Who may set a dose by law?", default="a doctor", changes="the verdict"),
            ),
            "stages": (),
            "gates": (),
            "kill_criteria": (),
            "claims": (*plan.claims, claim),
            "citations": (*plan.citations, citation),
        }
    )


def live() -> Plan:
    """The support assistant in use since September: the next change waits for its evals."""
    plan = support()
    done = date(2026, 9, 1)
    shipped = stage(
        "ship",
        "ship",
        "Shipped to all customers",
        done,
        date(2026, 9, 30),
        "All customers ask in the help widget",
        "Satisfaction held",
        emits=("answered", "outcome"),
        done_on=date(2026, 9, 30),
    )
    better = stage(
        "better",
        "improve_prompt",
        "Better prompts on the failures of the week",
        TODAY,
        date(2026, 12, 11),
        "Prompts tuned on last month's failures",
        "More is truly solved",
        depends_on=("ship",),
    )
    return plan.model_copy(
        update={
            "id": "0193-live",
            "phase": "live",
            "stages": (shipped, better, *plan.stages[3:]),
            "gates": plan.gates[1:],
            "success": plan.success.model_copy(
                update={
                    "eval_set": plan.success.eval_set
                    and plan.success.eval_set.model_copy(update={"before": "next_change"})
                }
            ),
        }
    )


def scaling() -> Plan:
    """Five million calls a month and a quality plateau: the cheap model was ruled out by an eval, tuning may pay."""
    plan = live()
    ruled_out = Claim(
        id="c9",
        text="The cheap model is right on 71% of 400 held-out cases, the bar is 90%.",
        origin="measured",
        measured="eval:4f2a",
    )
    options = tuple(
        option.model_copy(update={"eval": "failed", "eval_claim": "c9"}) if option.id == "cheap" else option
        for option in plan.costs.options
    )
    tuning = plan.costs.tuning.model_copy(update={"never_because": ""})
    return plan.model_copy(
        update={
            "id": "0193-scaling",
            "phase": "scaling",
            "claims": (*plan.claims, ruled_out),
            "costs": plan.costs.model_copy(update={"options": options, "tuning": tuning}),
            "model": ModelPlan(options=plan.model.options, way_back="Traffic goes back to the prompt in a minute."),
        }
    )


def _hobby_money() -> Costs:
    book = Ledger()
    book.add("volume", "birds a month", 40, "a month", "assumption", low=10, high=100)
    book.add("call", "a call", 0.01, "USD", "assumption", low=0.001, high=0.02)
    book.compute("month", "calls a month", "USD", "product", a="volume", b="call")
    return Costs(
        ledger=book.entries(),
        value=Value(unit="bird", volume="volume"),
        options=(
            CostOption(id="guide", name="The field guide", kind="today", note="owned already"),
            CostOption(id="prompt", name="A rented model", kind="prompting", unit_cost="call", monthly="month"),
        ),
        payback_note="It is for fun.",
        stop_note="More than five dollars a month.",
        buy_note="Bird apps are free and know photos, not notes.",
        tuning=Tuning(against="prompt", never_because="Forty calls a month."),
    )


def hobby() -> Plan:
    """Bird names from descriptions, for oneself and two friends: one stage, no money to speak of."""
    plan = support()
    return plan.model_copy(
        update={
            "id": "0193-hobby",
            "title": "Which bird was it",
            "stakes": "hobby",
            "brief": Brief(text="A little bot that names birds from my notes, for me and two friends."),
            "answer": "Two friends ask a chat bot on Sunday; a rented model answers. No training.",
            "against": "A field guide does it without a bill.",
            "product": Product(
                user="two friends who watch birds",
                job="name a bird from a note",
                today=Today(way="a field guide, ten minutes"),
                slice="One message in, three likely birds out",
                surface="a chat bot",
                techniques=("prompting",),
                when_model_fails="It says it does not know.",
                hand_over="The field guide.",
                coverage=Coverage(share=number(50, "%"), note="Fun is enough; a rule of thumb."),
                last_fifth="Not planned.",
                ship_by=date(2026, 11, 29),
            ),
            "success": Success(
                measures=plan.success.measures[:1],
                eval_set=EvalSet(
                    size=number(20, "cases"), source="my notes of last spring", bar="half right", due=date(2026, 11, 27)
                ),
            ),
            "stages": (
                stage(
                    "ship",
                    "ship",
                    "Two friends use the bot",
                    TODAY,
                    date(2026, 11, 29),
                    "A chat bot two friends can write to",
                    "Ten birds named",
                    role="me",
                    emits=("answered", "outcome"),
                ),
            ),
            "gates": plan.gates[3:],
            "questions": (),
            "risks": plan.risks[:1],
            "costs": _hobby_money(),
            "this_week": (action("me", 3, "Write the prompt, try it on 20 notes.", "Half are right."),),
            "comparison": plan.comparison.model_copy(
                update={
                    "starting_point": row("a note", "a bird photo collection"),
                    "spend_ours": assumed(5, 1, 20, "USD"),
                }
            ),
        }
    )
