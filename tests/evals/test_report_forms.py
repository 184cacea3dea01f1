"""Every form of a report says the same: Markdown, JUnit for build servers, and one HTML file that runs nothing."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.agent.turn import Turn
from assistant.evals import html_report, junit, markdown_report, runner
from assistant.evals.results import Report
from assistant.models.base import Message, Reply, ToolCall, ToolResult
from tests.evals.bench import Bench, case, planned, suite
from tests.planning.plans import clarify

HOSTILE = "<script>alert(1)</script> | `x` \x1b]52;c;x\x07 [/]"


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """A pass, a fail and an unmeasured case, all with hostile words."""

    def answer(text: str) -> Turn:
        if "breaks" in text:
            raise KeyError(HOSTILE)
        return planned(clarify() if "vague" in text else None, text=text + HOSTILE)

    points = {"must": ["eval set before launch", "says how " + HOSTILE], "must_not": ["train a model first"]}
    cases = (case("good", **points), case("bad", brief="vague"), case("odd", brief="breaks"))
    return runner.run(suite(tmp_path / "s", *cases), Bench(answer))


def test_junit_counts_failures_and_errors_apart_and_holds_the_gates(report: Report) -> None:
    root = ElementTree.fromstring(junit.render(report))
    cases, gates = root.findall("testsuite")
    assert (cases.get("tests"), cases.get("failures"), cases.get("errors")) == ("3", "1", "1")
    by_name = {each.get("name"): each for each in cases.findall("testcase")}
    assert by_name["good"].find("failure") is None
    failure, error = by_name["bad"].find("failure"), by_name["odd"].find("error")
    assert failure is not None
    assert "accepted: product_first" in str(failure.text)
    assert error is not None
    assert error.get("type") == "broken"
    assert (gates.get("tests"), gates.get("failures")) == ("1", "1")


def test_markdown_names_every_case_that_did_not_pass(report: Report) -> None:
    text = markdown_report.render(report)
    assert text.startswith("# s: failed · 3 cases")
    assert "- **fail** `cases/bad` on `offline`" in text
    assert "- **unmeasured** `cases/odd`" in text
    assert not re.search(r"(?<!\\)<script", text)
    assert "model quality: not measured (offline drafter)" in text


def test_html_opens_to_the_turn_and_runs_nothing(report: Report) -> None:
    text = html_report.render(report)
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?!data:,)', text)
    assert "default-src &#x27;none&#x27;" in text
    assert text.count("<details") >= 6
    assert text.count('<details open="open">') == 2
    assert "<svg" in text
    assert "submit_plan" in text
    assert "3 points" in text
    assert "&lt;script&gt;" in text


def searching(text: str) -> Turn:
    """A turn with a search that was answered, a draft that was not, and a plan with findings."""
    turn = planned(None, "PF101", text=text)
    found = Reply("", (ToolCall("s1", "search_notes", {}, '{"query": "' + "returns " * 60 + HOSTILE + '"}'),))
    sent = Reply("", (ToolCall("s2", "submit_plan", {}, '{"title": "Answers"}'),))
    answer = Message("tool", results=(ToolResult("s1", "A passage on returns. " * 40 + HOSTILE + " its end"),))
    calls = (replace(turn.calls[0], reply=found), replace(turn.calls[0], reply=sent, messages=(answer,)))
    return replace(turn, calls=calls)


def test_a_turn_opens_to_its_tools_its_findings_and_its_plan(tmp_path: Path) -> None:
    report = runner.run(suite(tmp_path / "s", case("a")), Bench(searching))
    text = html_report.render(report)
    said = html.unescape(re.sub(r"<[^>]+>", "", text))
    assert "search_notes, asked" in said
    assert "returns returns" in said
    assert "search_notes, answered" in said
    assert " its end" in said
    assert "no answer was sent on" in said
    assert "error: PF101" in said
    assert "the whole plan" in said
    plan = report.results[0].turn["plan"]
    assert "## This week" in plan
    assert plan in html.unescape(text)
    assert "<script" not in text
    assert "A passage on returns. A" in re.sub(r"<pre>.*?</pre>", "", text, flags=re.S)
    assert len(re.sub(r"<pre>.*?</pre>", "", text, flags=re.S)) < len(text) - 1000


def test_of_a_large_run_the_whole_is_kept_of_what_did_not_pass(tmp_path: Path) -> None:
    cases = [case(f"c{i}", brief="vague" if i % 2 else "clear") for i in range(2 * runner.SMALL)]
    found = suite(tmp_path / "s", *cases)
    report = runner.run(found, Bench(lambda text: planned(clarify() if "vague" in text else None)))
    assert {("plan" in result.turn) for result in report.results if result.outcome == "pass"} == {False}
    assert {("plan" in result.turn) for result in report.results if result.outcome == "fail"} == {True}
    assert "The whole plan is kept of small runs" in html_report.render(report)


def test_points_are_met_missed_or_named_as_not_measured(report: Report) -> None:
    (good,) = [result for result in report.results if result.case == "good"]
    assert [point.state for point in good.points] == ["met", "unmeasured", "met"]
    assert report.points()["unmeasured"] == 1
    assert report.as_json()["points"] == {"met": 2, "missed": 0, "unmeasured": 1}
