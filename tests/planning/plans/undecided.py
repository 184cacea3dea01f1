"""Two plans that plan no product: a job nobody should hand to a model, and a wish that names neither user nor job."""

from __future__ import annotations

from datetime import date

from assistant.planning.costs import Costs, Tuning, Value
from assistant.planning.course import DataPlan, ModelPlan
from assistant.planning.elements import Citation, Claim, Question
from assistant.planning.purpose import Action, Brief, Constraint, Coverage, FitAnswer, Product, Success, Today, Verdict
from assistant.planning.schema import Comparison, Differentiation, Plan
from tests.planning.plans.parts import NOW, TODAY, action, assumed, fit, generator, number, quoted, risk, row

_REGULATED = quoted("c1", "regulated-and-safety-critical", "A qualified person decides; the tool only prepares.")
_FRAME = quoted("c1", "frame-the-user-problem", "Without a named user and a job nobody can say what would help.")
_EARLY = quoted("c2", "eval-design", "Twenty honest cases before launch tell more than a thousand after it.")


def benefits() -> Plan:
    """Letters that refuse disability benefits by themselves: nobody reads them in time, and a mistake costs a home."""
    return _undecided(
        id="0193-benefits",
        title="Refusals without a clerk",
        stakes="launch",
        brief=Brief(
            text="Let a model decide on 2,000 disability claims a month and send the refusals by itself, to clear the"
            " backlog by March.",
            constraints=(
                Constraint(id="k1", kind="volume", text="2,000 disability claims a month", answered_by="verdict"),
                Constraint(id="k2", kind="deadline", text="by March", answered_by="verdict.reopens"),
            ),
        ),
        answer="Stop. A refusal that nobody reads cannot be taken back in time, and the first wrong one takes"
        " somebody's rent. The law wants a person to decide [c1]. What may help is a file that is complete before a"
        " clerk opens it; one interview this week tells whether that is what holds claims up.",
        against="Claimants wait nine months today, and waiting takes rents too.",
        verdict=Verdict(
            path="stop", because=("c1",), confidence="high",
            reason="No refusal is checked in time, and no early mistake is acceptable [c1].",
            reopens="A clerk who decides each claim with the file prepared, or a slice that asks for missing papers.",
        ),
        fit=fit(
            "partly no yes partly yes no",
            (
                "A model can sum up a file; whether it judges one is not known.",
                "A refusal is noticed when the money stops.",
                "2,000 a month are few.",
                "Medical files may leave only under a contract that is not signed.",
                "Files are letters and reports in free text.",
                "The first wrong refusal takes somebody's rent.",
            ),
        ),
        this_week=(
            action("head of claims", 2, "Ask three clerks what keeps a claim open longest.",
                   "One cause has a number of claims beside it."),
        ),
        product=_product(
            user="a clerk who decides on claims", job="decide two thousand claims a month",
            today="clerks read every file; nine months pass", slice="Nothing ships as described",
        ),
        riskiest_assumption="Reading is what takes nine months [c2].",
        cheapest_test="Twenty open claims, sorted by what they wait for, in one afternoon.",
        claims=(_REGULATED[0], Claim(id="c2", text="Half the claims wait for a paper.", origin="assumption",
                                     range="20 to 70%")),
        sources=(_REGULATED,),
        questions=(Question(id="q1", text="Who signs a refusal today?", default="a clerk", changes="the verdict"),),
    )  # fmt: skip


def letters() -> Plan:
    """A foundation with forty years of letters wants AI on them; nobody said who asks what."""
    return _undecided(
        id="0193-letters",
        title="Forty years of letters",
        stakes="internal",
        brief=Brief(
            text="Our foundation keeps 60,000 letters of forty years, scanned. The board wants something with AI.",
            constraints=(Constraint(id="k1", kind="data", text="60,000 letters", answered_by="questions"),),
        ),
        answer="Not a plan yet: nobody has said who asks these letters what [c1]. Three answers settle it. Until then,"
        " twenty letters and five real questions cost two afternoons and show whether reading them is the hard part"
        " [c2].",
        against="Asking may end with the archivist answering as she always has, and that may be right.",
        verdict=Verdict(
            path="clarify", confidence="low", unknown=("user", "job"),
            reason="Neither user nor job is known, and each leads to another plan.",
        ),
        fit=fit(
            "unknown yes yes unknown unknown yes",
            (
                "Handwriting of forty years was never tried.",
                "Whoever asks can open the letter.",
                "Sixty thousand are read once.",
                "Letters name living people; the board has to say.",
                "A list of names and dates may be all that is asked for.",
                "Nothing is published by it.",
            ),
            {1: "partly", 5: "partly"},
        ),
        this_week=(
            action("archivist", 4, "Write down the last ten questions people brought, and who they were.",
                   "Ten questions with a name each."),
            action("intern", 5, "Read twenty letters with a rented model, with names blacked out.",
                   "Right, wrong and illegible are counted."),
        ),
        product=_product(
            user="", job="", today="the archivist knows", slice="One page that finds twenty letters by name"
        ),
        riskiest_assumption="Somebody outside the board wants to ask these letters something.",
        cheapest_test="The last ten questions, from the archivist's memory.",
        claims=(_FRAME[0], _EARLY[0]),
        sources=(_FRAME, _EARLY),
        questions=(
            Question(id="q1", text="Who asks?", default="family researchers", changes="user, surface and verdict"),
            Question(id="q2", text="For what?", default="where a person is named", changes="the slice"),
            Question(id="q3", text="May letters with living people leave?", default="no", changes="adapted or not"),
        ),
    )  # fmt: skip


def _product(*, user: str, job: str, today: str, slice: str) -> Product:
    return Product(
        user=user, job=job, today=Today(way=today), slice=slice, surface="", techniques=(),
        when_model_fails="Nothing changes.", hand_over="A person decides, as today.",
        coverage=Coverage(share=number(80, "%"), note="A rule of thumb; nothing is covered yet."),
        last_fifth="Not looked at yet.", ship_by=date(2027, 3, 1),
    )  # fmt: skip


def _undecided(
    *,
    brief: Brief,
    verdict: Verdict,
    fit: tuple[FitAnswer, ...],
    this_week: tuple[Action, ...],
    product: Product,
    claims: tuple[Claim, ...],
    sources: tuple[tuple[Claim, Citation], ...],
    questions: tuple[Question, ...],
    **words: object,
) -> Plan:
    """A plan without stages, gates and money: there is nothing yet to ship, guard or price."""
    same = row("not decided", "not decided")
    return Plan.model_validate(
        {
            **words,
            "created_at": NOW,
            "phase": "idea",
            "brief": brief,
            "verdict": verdict,
            "fit": fit,
            "this_week": this_week,
            "product": product,
            "success": Success(measures=()),
            "data": DataPlan(),
            "model": ModelPlan(),
            "stages": (),
            "gates": (),
            "costs": Costs(value=Value(unit="case"), tuning=Tuning(never_because="nothing is decided")),
            "differentiation": Differentiation(
                asset="none_yet", claim="Not decided.", because="Nothing ships yet.", indicator="Not decided.",
                check_by=date(2027, 3, 1), if_flat="Nothing was spent.",
            ),
            "comparison": Comparison(
                other_path="traditional", starting_point=same, first_milestone=same, data_matters=same,
                custom_model_matters=same, risk_profile=same, failure_mode=same,
                spend_ours=assumed(300, 100, 600, "USD"), spend_other=assumed(50_000, 10_000, 200_000, "USD"),
                other_wins="Not decided.",
            ),
            "risks": (risk("The question stays open", "no answer by Friday", "ask again, once", "lead", TODAY),),
            "claims": claims,
            "citations": tuple(citation for _, citation in sources),
            "questions": questions,
            "generator": generator(),
        }
    )  # fmt: skip
