"""Every form of a report says the same: Markdown, JUnit for build servers, and one HTML file that runs nothing."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.agent.turn import Turn
from assistant.evals import html_report, junit, markdown_report, runner
from assistant.evals.results import Report
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


def test_points_are_met_missed_or_named_as_not_measured(report: Report) -> None:
    (good,) = [result for result in report.results if result.case == "good"]
    assert [point.state for point in good.points] == ["met", "unmeasured", "met"]
    assert report.points()["unmeasured"] == 1
    assert report.as_json()["points"] == {"met": 2, "missed": 0, "unmeasured": 1}
