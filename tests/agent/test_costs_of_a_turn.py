"""A cost cap is kept before money is spent, and what a turn cost is said or said to be unknown."""

from __future__ import annotations

import pytest

from assistant.agent.limits import Limits, estimate
from assistant.errors import ProviderError
from assistant.models.base import Message, OnText, Reply, Request, Tokens
from assistant.models.retry import PatientModel
from assistant.models.scripted import ScriptedModel, call, say
from tests.agent.conftest import Make, Recorder
from tests.agent.drafting import BRIEF, Arguments, Drafter
from tests.models.wire import Clock

SONNET = "anthropic:claude-sonnet-5-5"


def priced(*replies: Reply, name: str = SONNET) -> ScriptedModel:
    return ScriptedModel(replies, name=name)


def test_a_tiny_cap_stops_the_turn_before_a_cent_is_spent(make: Make) -> None:
    model = priced(say("never"))
    turn = make(model, limits=Limits(max_cost_usd=0.001)).turn(BRIEF, want="plan")
    assert (turn.status, model.requests) == ("failed", [])
    assert turn.error == "the next model call would pass the cost cap of $0.001"
    assert turn.cost_usd == 0.0


def test_the_answer_may_be_no_longer_than_the_money_left_pays_for(make: Make) -> None:
    model = priced(say("Measure first.", tokens=Tokens(input=5_000, output=10)))
    turn = make(model, limits=Limits(max_cost_usd=0.08)).turn("What comes first?")
    request = model.requests[0]
    assert 1_000 <= request.max_output_tokens < Request("", ()).max_output_tokens
    price = turn.cost_usd
    assert price is not None and 0 < price < 0.08
    free = priced(say("Measure first."))
    make(free, limits=Limits(max_cost_usd=100.0)).turn("What comes first?")
    assert free.requests[0].max_output_tokens == Request("", ()).max_output_tokens


def test_what_was_spent_counts_against_the_cap(make: Make) -> None:
    dear = Tokens(input=100_000, output=4_000)
    model = priced(*(call("search_notes", {"query": f"question {n}"}, tokens=dear) for n in range(9)))
    turn = make(model, limits=Limits(max_cost_usd=0.4)).turn(BRIEF, want="plan")
    one = turn.calls[0].cost_usd
    assert one is not None and 0.2 < one < 0.25, "the price of Sonnet moved: choose other counts"
    assert len(model.requests) == 2
    assert "cost cap of $0.4" in turn.error


def test_a_cap_that_cannot_be_kept_is_refused(make: Make) -> None:
    model = priced(say("never"), name="openai:local-8b")
    turn = make(model, limits=Limits(max_cost_usd=1.0)).turn(BRIEF, want="plan")
    assert (turn.status, model.requests) == ("failed", [])
    assert "no price is known" in turn.error


def test_a_cap_of_nothing_lets_free_models_work(make: Make) -> None:
    assert make(Drafter(), limits=Limits(max_cost_usd=0.0)).turn(BRIEF, want="plan").status == "complete"


def test_an_unknown_price_is_unknown_not_zero(make: Make) -> None:
    turn = make(priced(say("Hello.", tokens=Tokens(input=9)), name="openai:local-8b")).turn("Hello?")
    assert turn.cost_usd is None


def test_a_call_refused_before_a_word_costs_nothing(make: Make, recorder: Recorder) -> None:
    def refused(request: Request) -> Reply:
        raise ProviderError("overloaded")

    with pytest.raises(ProviderError):
        make(ScriptedModel(refused, name=SONNET)).turn("Hello?")
    assert recorder.told[-1][1].cost_usd == 0.0


def test_the_estimate_grows_with_what_is_sent() -> None:
    short = Request("You plan.", (Message("user", text="Plan."),))
    long = Request("You plan.", (Message("user", text="Plan. " * 1_000),))
    assert estimate(long) - estimate(short) == pytest.approx(6 * 999 / 4, abs=2)
    assert estimate(Request("", (Message("user", text="€" * 100),))) > estimate(
        Request("", (Message("user", text="e" * 100),))
    )


def test_a_model_of_ones_own_never_opens_below_the_volume_of_tuning(make: Make) -> None:
    def cheap_own_model(draft: Arguments) -> None:
        tune = next(stage for stage in draft["stages"] if stage["kind"] == "fine_tune")
        volume = next(trigger for trigger in tune["triggers"] if trigger["source"] == "bill")
        for name, threshold in (("own_early", 10.0), ("own_late", 1e12)):
            triggers = [{**volume, "metric": f"{name} calls", "threshold": threshold}, *tune["triggers"][1:]]
            own = {**tune, "id": name, "kind": "custom_model", "title": "A model of our own", "after": [tune["id"]]}
            draft["stages"].append({**own, "triggers": triggers})

    plan = make(Drafter(cheap_own_model)).turn(BRIEF, want="plan").plan
    assert plan is not None
    opens = {gate.id: gate.all_of[0].threshold.value for gate in plan.gates if "own" in gate.id or "tun" in gate.id}
    tuning = next(value for gate, value in opens.items() if "own" not in gate)
    assert opens["g_own_early"] == tuning > 10.0
    assert opens["g_own_late"] == 1e12


def test_a_reply_without_counts_is_estimated_and_counts_against_the_cap(make: Make) -> None:
    model = priced(*(call("search_notes", {"query": f"question {n}"}) for n in range(9)))
    turn = make(model, limits=Limits(max_cost_usd=0.2)).turn(BRIEF, want="plan")
    assert turn.cost_usd is not None and 0.02 < turn.cost_usd < 0.2
    assert len(model.requests) < 9 and "cost cap of $0.2" in turn.error
    assert turn.tokens.estimated == turn.tokens.total > 0
    assert [notice for notice in turn.notices if "estimated" in notice]


def test_a_reply_that_broke_off_costs_what_was_sent_and_what_had_arrived(make: Make, recorder: Recorder) -> None:
    with pytest.raises(ProviderError):
        make(priced(say("word " * 400, stop="cut", tokens=Tokens(input=5_000, output=1)))).turn("Hello?")
    tokens = recorder.told[-1][1].tokens
    assert (tokens.input, tokens.output, tokens.estimated) == (5_000, 500, 499)


def test_a_free_model_is_not_estimated(make: Make) -> None:
    assert make([say("So.")]).turn("Why?").tokens == Tokens()


class Passing:
    """Fails once with an error of that code, in silence, then answers with the provider's own counts."""

    name = SONNET

    def __init__(self, code: str) -> None:
        self.code = code

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        if code := self.code:
            self.code = ""
            raise ProviderError("Anthropic failed", code=code, retryable=True)
        return say("Measure first.", tokens=Tokens(input=5_000, output=10))


@pytest.mark.parametrize(
    ("code", "counts"), [("timed_out", True), ("broken_stream", True), ("unreachable", False), ("overloaded", False)]
)
def test_an_attempt_that_timed_out_in_silence_is_counted_as_read(make: Make, code: str, counts: bool) -> None:
    turn = make(PatientModel(Passing(code), Clock().policy())).turn("Why?")
    sent = estimate(Request(turn.system, turn.calls[0].messages, turn.tools))
    assert (turn.status, turn.calls[0].reply.retries) == ("answered", 1)
    assert turn.tokens.estimated == (sent if counts else 0)
    assert turn.tokens.input == 5_000 + turn.tokens.estimated and turn.tokens.output == 10
    assert bool([notice for notice in turn.notices if "estimated" in notice]) is counts
