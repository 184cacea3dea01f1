"""Turns and plans made by hand for the tests of the log; every reply in them is scripted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.agent.ids import uuid7
from assistant.agent.turn import Call, Status, Turn
from assistant.knowledge.passages import Chunk, Passage, content_hash
from assistant.models.base import Message, Reply, Tokens, ToolCall, ToolResult, ToolSpec
from assistant.planning.costs import Costs, Tuning, Value
from assistant.planning.course import DataPlan, ModelPlan
from assistant.planning.elements import Citation, Generator, Quantity
from assistant.planning.findings import Finding
from assistant.planning.purpose import Brief, Coverage, Product, Success, Today, Verdict
from assistant.planning.schema import Comparison, Differentiation, Plan, Row

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BRIEF = "Support bot for our returns policy; two engineers, eight weeks"


def noon() -> datetime:
    """A clock that stands still."""
    return NOON


def chunk(text: str = "Ship on a rented model first.") -> Chunk:
    """A passage of the corpus."""
    return Chunk("order-of-operations", "Order", "Facts", text, 0, len(text), content_hash(text))


def plan(title: str = "Returns helper", *, id: str = "", brief: str = BRIEF) -> Plan:
    """A small plan that the schema accepts; it quotes `chunk()`."""
    row = Row(ours="weeks", other="months")
    money = Quantity(value=0, unit="USD", origin="assumption", low=0, high=1)
    return Plan(
        id=id or uuid7(),
        created_at=NOON,
        title=title,
        stakes="internal",
        phase="idea",
        brief=Brief(text=brief),
        answer="Ship a returns helper on a rented model.",
        against="A search box may do.",
        verdict=Verdict(path="product_first"),
        fit=(),
        this_week=(),
        product=Product(
            user="support staff",
            job="answer returns questions",
            today=Today(way="by hand"),
            slice="drafts for one queue",
            surface="inbox",
            techniques=("prompting",),
            when_model_fails="a person answers",
            hand_over="always visible",
            coverage=Coverage(share=money, note="a rule of thumb"),
            last_fifth="the rest takes longer",
            ship_by=date(2027, 1, 18),
        ),
        success=Success(measures=()),
        data=DataPlan(),
        model=ModelPlan(),
        stages=(),
        gates=(),
        costs=Costs(value=Value(unit="ticket"), tuning=Tuning(against="prompting")),
        differentiation=Differentiation(asset="none_yet", claim="", because="", indicator="", if_flat=""),
        comparison=Comparison(
            other_path="traditional",
            starting_point=row,
            first_milestone=row,
            data_matters=row,
            custom_model_matters=row,
            risk_profile=row,
            failure_mode=row,
            spend_ours=money,
            spend_other=money,
            other_wins="never here",
        ),
        risks=(),
        riskiest_assumption="staff use it",
        cheapest_test="ten tickets by hand",
        claims=(),
        citations=(
            Citation(
                id="q1",
                note="order-of-operations",
                chunk=chunk().hash,
                document=chunk().document_hash,
                quote="Ship",
                start=0,
                end=4,
            ),
        ),
        generator=Generator(tool_version="0.1.0", model="scripted", offline=True),
    )


def call(said: str = BRIEF, *, cost_usd: float | None = 0.01) -> Call:
    """A call with a search before it and a submitted plan after it."""
    search = ToolCall("t1", "search_notes", {"query": said})
    return Call(
        messages=(
            Message("user", said),
            Message("assistant", "", (search,)),
            Message("tool", "", (), (ToolResult("t1", "one passage"),)),
        ),
        reply=Reply(
            text="Here it is.",
            calls=(ToolCall("t2", "submit_plan", {"title": "Returns helper"}),),
            stop="tools",
            tokens=Tokens(100, 20, 5, 50),
            model="scripted-2026-11-23",
            response_id="r1",
        ),
        latency_ms=1200,
        cost_usd=cost_usd,
    )


def turn(
    text: str = BRIEF, *, session: str = "s1", status: Status = "complete", plan_title: str = "Returns helper"
) -> Turn:
    """A finished turn; with a plan when its status says so."""
    return Turn(
        id=uuid7(),
        session=session,
        started_at=NOON.isoformat(),
        text=text,
        status=status,
        model="scripted",
        plan=plan(plan_title, brief=text) if status in ("complete", "draft") else None,
        findings=(Finding("PF603", "warning", "answer", "It is long.", "Shorten it."),),
        answer="Ship a returns helper." if status == "answered" else "",
        system="You plan product first.",
        tools=(ToolSpec("search_notes", "Searches the notes.", {"type": "object"}),),
        calls=(call(text),),
        passages=(Passage(chunk(), 0.8, "p1"), Passage(chunk("Data comes after use."), 0.4, "p2")),
        prompts={"plan": "ab" * 32},
        corpus_version="c1",
    )


def begun(whole: Turn) -> Turn:
    """The same turn before its first model call."""
    return replace(whole, calls=(), plan=None, findings=(), passages=(), answer="", status="answered")
