"""One edit teaches four ways: a demonstration, a preference pair, labels, and an eval case."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json

from assistant.evals.cases import problems_of, read_lines
from assistant.tuning.export import ExportReport, export
from assistant.tuning.forms import Form
from assistant.usage.log import UsageLog
from tests.usage import made


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path, clock=made.noon) as opened:
        opened.set_consent("training")
        yield opened


def rows(log: UsageLog, form: Form) -> tuple[list[dict[str, Any]], ExportReport]:
    out = io.StringIO()
    report = export(log, out, form=form)
    return [from_json(line) for line in out.getvalue().splitlines()], report


def edited(log: UsageLog) -> str:
    turn = made.turn()
    log.record("finished", turn)
    log.feedback(turn.id, kind="edit", edited_plan=made.plan("A better title"))
    return turn.id


def test_an_edit_is_preferred_over_what_it_replaced(log: UsageLog) -> None:
    edited(log)
    ((row,), _) = rows(log, "preferences")
    assert [message["role"] for message in row["prompt"]] == ["system", "user"]
    assert from_json(row["chosen"][0]["content"])["title"] == "A better title"
    assert from_json(row["rejected"][0]["content"])["title"] == "Returns helper"


def test_labels_hold_kept_replaced_and_refused_answers(log: UsageLog) -> None:
    edited(log)
    for text, kind in (("another brief", "accept"), ("a third brief", "bad")):
        turn = made.turn(text, session=text)
        log.record("finished", turn)
        log.feedback(turn.id, kind=kind, comment="it ignores the budget")
    found, report = rows(log, "labels")
    assert [row["label"] for row in found] == [True, False, True, False]
    assert report.rows == 4
    assert rows(log, "chat-jsonl")[1].dropped == {"bad": 1}


def test_cases_are_cases_that_eval_run_takes(log: UsageLog) -> None:
    id = edited(log)
    bad = made.turn("a third brief", session="t")
    log.record("finished", bad)
    log.feedback(bad.id, kind="bad", comment="it ignores the budget")
    out = io.StringIO()
    export(log, out, form="eval-cases")
    placed, problems = read_lines(out.getvalue(), "use", "cases.jsonl")
    assert problems == []
    assert [problem for case in placed for problem in problems_of(case, "offline")] == []
    first, second = (entry.case for entry in placed)
    assert (first.id, first.brief, first.accept, first.phase) == (f"turn-{id}", made.BRIEF, ("product_first",), "idea")
    assert second.must_not == ("it ignores the budget",)


def test_cases_need_consent_to_evals_and_no_more(log: UsageLog) -> None:
    log.set_consent("evals")
    edited(log)
    assert len(rows(log, "eval-cases")[0]) == 1
    found, report = rows(log, "labels")
    assert (found, report.dropped) == ([], {"no_consent": 1})


def test_each_export_is_named_when_a_turn_is_forgotten(log: UsageLog) -> None:
    id = edited(log)
    forms: tuple[Form, ...] = ("chat-jsonl", "preferences", "labels", "eval-cases")
    ids = [rows(log, form)[1].id for form in forms]
    assert {export.id for export in log.forget(id).exports} == set(ids)
