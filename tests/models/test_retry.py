from __future__ import annotations

import pytest

from assistant.errors import Interrupted, KeyMissing, ProviderError
from assistant.models.base import Reply, Request
from assistant.models.in_time import turn_time
from assistant.models.retry import PatientModel, Policy
from assistant.models.scripted import Answer, ScriptedModel, say
from tests.models.wire import Clock, asking


def failing(**options: float) -> Answer:
    def fail(_: Request) -> Reply:
        raise ProviderError("busy", retryable=True, fix="Wait.", retry_after=options.get("retry_after"))

    return fail


def refused(_: Request) -> Reply:
    raise KeyMissing("no")


CUT = Reply(text="Ship", stop="cut")


def test_a_call_that_recovers_counts_its_retries_and_waits_longer_each_time() -> None:
    clock = Clock()
    reply = PatientModel(ScriptedModel([failing(), failing(), say("done")]), clock.policy()).reply(asking())

    assert (reply.text, reply.retries) == ("done", 2)
    assert clock.slept == [1.0, 2.0]


def test_jitter_takes_up_to_half_of_the_delay_away() -> None:
    slept: list[float] = []
    policy = Policy(sleep=slept.append, random=lambda: 0.0, now=lambda: 0.0)
    PatientModel(ScriptedModel([failing(), say("done")]), policy).reply(asking())

    assert slept == [0.5]


def test_three_attempts_are_the_most() -> None:
    model = ScriptedModel([failing()] * 5)
    with pytest.raises(ProviderError, match=r"busy \(tried 3 times\)"):
        PatientModel(model, Clock().policy()).reply(asking())

    assert len(model.requests) == 3


@pytest.mark.parametrize(
    ("seconds", "back"), [(61.0, "61 seconds"), (600.0, "10 minutes"), (3600.0, "60 minutes"), (90000.0, "25 hours")]
)
def test_a_wait_longer_than_the_budget_is_not_begun_but_named(seconds: float, back: str) -> None:
    clock = Clock()
    with pytest.raises(ProviderError) as raised:
        PatientModel(ScriptedModel([failing(retry_after=seconds)]), clock.policy()).reply(asking())

    assert raised.value.fix == f"Come back in {back}."
    assert raised.value.retry_after == seconds
    assert clock.slept == []


def test_the_waits_share_one_budget() -> None:
    clock = Clock()
    with pytest.raises(ProviderError, match="tried 2 times"):
        PatientModel(ScriptedModel([failing(retry_after=40)] * 3), clock.policy()).reply(asking())

    assert clock.slept == [40]


def test_after_the_deadline_no_attempt_is_begun() -> None:
    times = iter([0.0, 119.5])
    policy = Policy(sleep=lambda _: None, random=lambda: 1.0, now=lambda: next(times))
    with pytest.raises(ProviderError, match=r"^busy$"):
        PatientModel(ScriptedModel([failing()] * 3), policy).reply(asking())


def test_a_refused_key_is_not_tried_again() -> None:
    model = ScriptedModel([refused, say("never")])
    with pytest.raises(KeyMissing):
        PatientModel(model, Clock().policy()).reply(asking())

    assert len(model.requests) == 1


def test_a_cut_answer_that_was_shown_is_handed_on_as_cut() -> None:
    shown: list[str] = []
    reply = PatientModel(ScriptedModel([CUT, say("again")]), Clock().policy()).reply(asking(), shown.append)

    assert reply.stop == "cut"
    assert shown == ["Ship"]


def test_an_answer_that_stays_cut_is_handed_on_as_cut() -> None:
    reply = PatientModel(ScriptedModel([CUT] * 3), Clock().policy()).reply(asking())

    assert (reply.stop, reply.retries) == ("cut", 2)


def test_stopping_during_a_wait_is_an_interruption() -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    policy = Policy(sleep=stop)
    with pytest.raises(Interrupted):
        PatientModel(ScriptedModel([failing()]), policy).reply(asking())


def test_it_goes_by_the_name_of_the_model_inside() -> None:
    assert PatientModel(ScriptedModel([], name="inner")).name == "inner"


def test_no_wait_outlasts_the_turn() -> None:
    clock = Clock()
    with turn_time(lambda: 1.5, lambda: 0.0), pytest.raises(ProviderError, match="tried 2 times"):
        PatientModel(ScriptedModel([failing()] * 3), clock.policy()).reply(asking())

    assert clock.slept == [1.0]
