"""Plans are found by id, their accepted revisions win, and what was accepted stays as it was accepted."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.agent.turn import Turn
from assistant.errors import InputError, PlanFileError
from assistant.planning.schema import Plan
from assistant.usage.kept_plans import KeptPlans
from assistant.usage.log import UsageLog
from tests.usage import made


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path / "home") as opened:
        yield opened


def put(log: UsageLog, title: str = "Returns helper", *, brief: str = made.BRIEF, day: int = 23) -> Turn:
    """A turn whose plan has the turn's id, as the agent makes them."""
    turn = made.turn()
    plan = made.plan(title, id=turn.id, brief=brief)
    turn = replace(turn, plan=plan, started_at=f"2026-11-{day:02}T12:00:00+00:00")
    log.record("started", turn)
    log.record("finished", turn)
    assert log.not_recorded == 0
    return turn


def revised(turn: Turn, title: str = "Revised", revision: int = 2) -> Plan:
    assert turn.plan is not None
    return turn.plan.model_copy(update={"title": title, "revision": revision})


def test_plans_are_listed_once_newest_first(log: UsageLog) -> None:
    first, second = put(log, "First", day=20), put(log, "Second", day=21)
    log.feedback(second.id, kind="accept")
    kept = KeptPlans(log).all()
    assert [(plan.id, plan.title, plan.revision, plan.accepted) for plan in kept] == [
        (second.id, "Second", 1, True),
        (first.id, "First", 1, False),
    ]


def test_a_plan_is_found_by_id_prefix_or_last(log: UsageLog) -> None:
    first, second = put(log, "First", day=20), put(log, "Second", day=21)
    plans = KeptPlans(log)
    assert plans.find(first.id) == first.plan
    assert plans.find("last") == second.plan
    assert plans.find(f"{first.id}/r1") == first.plan
    alone = next(first.id[:n] for n in range(4, 37) if not second.id.startswith(first.id[:n]))
    assert plans.find(alone) == first.plan
    with pytest.raises(InputError, match="more than one") as refused:
        plans.find(first.id[:4])
    assert refused.value.code == "ambiguous_plan"


@pytest.mark.parametrize("wanted", ["nowhere", "019", "", "../../etc/passwd", "%", "/r1", "last/r9"])
def test_what_is_not_kept_is_one_sentence(log: UsageLog, wanted: str) -> None:
    put(log)
    with pytest.raises(InputError) as refused:
        KeptPlans(log).find(wanted)
    assert refused.value.code == "unknown_plan"


def test_an_empty_log_says_how_to_make_a_plan(log: UsageLog) -> None:
    with pytest.raises(InputError, match="No plan is kept yet"):
        KeptPlans(log).find("last")


def test_an_accepted_revision_wins_and_the_first_stays_within_reach(log: UsageLog) -> None:
    turn = put(log)
    plans = KeptPlans(log)
    path = plans.keep(revised(turn))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    assert plans.find(turn.id).title == "Revised"
    assert plans.find(f"{turn.id}/r1") == turn.plan
    (listed,) = plans.all()
    assert (listed.revision, listed.accepted, listed.title) == (2, True, "Revised")


def test_a_revision_is_never_written_over(log: UsageLog) -> None:
    turn = put(log)
    plans = KeptPlans(log)
    before = plans.keep(revised(turn)).read_bytes()
    with pytest.raises(InputError) as refused:
        plans.keep(revised(turn, "Another"))
    assert refused.value.code == "revision_exists"
    assert plans.find(turn.id).title == "Revised"
    assert (log.home / "plans" / turn.id / "r2.json").read_bytes() == before


def test_a_plan_that_came_as_a_file_is_kept_and_found(log: UsageLog) -> None:
    plan = made.plan("From a file").model_copy(update={"revision": 2})
    plans = KeptPlans(log)
    plans.keep(plan)
    assert plans.find(plan.id[:13]) == plan
    assert [listed.title for listed in plans.all()] == ["From a file"]
    with pytest.raises(InputError):
        plans.find(f"{plan.id}/r1")


@pytest.mark.parametrize("id", ["../escape", "a/b", "", ".", "x" * 200])
def test_an_id_that_is_no_name_makes_no_folder(log: UsageLog, id: str) -> None:
    with pytest.raises(InputError):
        KeptPlans(log).keep(made.plan().model_copy(update={"id": id}))
    assert not (log.home / "plans").exists()


def test_a_redraft_in_the_log_is_no_plan_of_its_own(log: UsageLog) -> None:
    turn = put(log, day=20)
    other = made.turn()
    other = replace(other, plan=revised(turn, "A proposal"), started_at="2026-11-22T12:00:00+00:00")
    log.record("started", other)
    log.record("finished", other)
    plans = KeptPlans(log)
    assert [plan.title for plan in plans.all()] == ["Returns helper"]
    assert plans.find("last") == turn.plan


def test_personal_details_are_kept_out_of_revisions_too(log: UsageLog) -> None:
    turn = put(log)
    path = KeptPlans(log).keep(revised(turn, "Ask jane.roe@example.com"))
    assert b"jane.roe" not in path.read_bytes()


def test_a_damaged_revision_is_named(log: UsageLog) -> None:
    turn = put(log)
    path = KeptPlans(log).keep(revised(turn))
    path.write_text("{", encoding="utf-8")
    with pytest.raises(PlanFileError) as refused:
        KeptPlans(log).find(turn.id)
    assert refused.value.where == str(path)


def test_forgetting_leaves_no_revision(log: UsageLog) -> None:
    turn = put(log)
    plans = KeptPlans(log)
    plans.keep(revised(turn))
    plans.keep(revised(turn, revision=3))
    assert plans.forget(turn.id) == 2
    assert plans.find(turn.id) == turn.plan
    assert plans.forget(turn.id) == 0


def test_a_log_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "usage.sqlite3").mkdir()
    with UsageLog.open(tmp_path / "broken") as log, pytest.raises(InputError) as refused:
        KeptPlans(log).all()
    assert refused.value.code == "usage_log"
