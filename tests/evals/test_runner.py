"""A run measures or says that it did not: nothing selected, nothing measured and nothing asked is never a pass."""

from __future__ import annotations

import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic_core import from_json, to_json

from assistant.agent.turn import Turn
from assistant.errors import InputError, NotMeasured, ProviderError
from assistant.evals import cases, runner, scorers, suites
from assistant.evals.intervals import wilson
from assistant.evals.keeping import RunFolder
from assistant.evals.results import EXIT_CODES, Report, Result
from assistant.evals.scoring import Score, Seen, Value
from assistant.evals.selecting import Selection, select
from assistant.evals.table import render
from tests.evals.bench import GATE, HEAD, Bench, case, planned, suite, written
from tests.planning.plans import clarify
from tests.usage import made


def refusing(text: str) -> Turn:
    if "breaks" in text:
        raise KeyError("unclear-job")
    if "provider" in text:
        raise ProviderError("The provider is away", fix="Wait.")
    return planned(clarify()) if "vague" in text else planned()


def repairing(text: str) -> Turn:
    return planned(clarify()) if "vague" in text else planned(repairs=2 if "long" in text else 0)


def outcomes(report: Report) -> dict[str, str]:
    return {result.case: result.outcome for result in report.results}


def test_cases_pass_fail_and_are_unmeasured_apart(tmp_path: Path) -> None:
    found = suite(
        tmp_path / "s",
        case("good"),
        case("bad", brief="vague"),
        case("broken", brief="breaks"),
        case("away", brief="provider"),
    )
    report = runner.run(found, Bench(refusing))
    assert outcomes(report) == {"good": "pass", "bad": "fail", "broken": "unmeasured", "away": "unmeasured"}
    by_id = {result.case: result for result in report.results}
    assert by_id["broken"].reasons == ("the turn broke off: KeyError: 'unclear-job'",)
    assert "The provider is away" in by_id["away"].error
    (tally,) = report.tallies()
    assert (tally.passed, tally.failed, tally.unmeasured, tally.total) == (1, 1, 2, 4)
    assert tally.as_json()["pass_rate"] == 0.25
    assert (report.verdict, EXIT_CODES[report.verdict]) == ("failed", 1)


def test_a_limit_counts_only_beside_what_the_case_asserts(tmp_path: Path) -> None:
    wanted = {"expect": {"repairs_at_most": 1, "canary_absent": ["ZEPHYRINE"]}}
    head = HEAD + '[[gate]]\nscorer = "repairs_at_most"\n'
    asked = [case("good", **wanted), case("other", brief="vague", **wanted), case("over", brief="long", **wanted)]
    report = runner.run(suite(tmp_path / "s", *asked, head=head), Bench(repairing))
    found = {result.case: {score.name: score for score in result.scores} for result in report.results}
    assert {each: scores["repairs_at_most"].outcome for each, scores in found.items()} == {
        "good": "pass", "other": "unmeasured", "over": "fail",
    }  # fmt: skip
    assert "a limit counts only where verdict_in holds" in found["other"]["canary_absent"].reason
    assert (report.readings[0].unmeasured, report.verdict) == (1, "failed")


def test_all_good_passes(tmp_path: Path) -> None:
    report = runner.run(suite(tmp_path / "s", case("a"), case("b")), Bench())
    assert (report.verdict, EXIT_CODES[report.verdict]) == ("passed", 0)
    assert [reading.outcome for reading in report.readings] == ["pass"]


def test_nothing_measured_is_neither_pass_nor_fail(tmp_path: Path) -> None:
    head = HEAD + GATE + "min_pass_rate = 0.1\nmax_unmeasured = 0.9\n"
    report = runner.run(suite(tmp_path / "s", case("a", brief="breaks"), head=head), Bench(refusing))
    assert (report.verdict, EXIT_CODES[report.verdict]) == ("not_measured", 5)


def test_the_unmeasured_count_against_a_gate(tmp_path: Path) -> None:
    unmet = {"accept": [], "expect": {"ended_saying": "gone"}}
    cases = [case(f"c{i}") for i in range(8)] + [case("x", **unmet), case("y", **unmet)]
    rules = ((0.8, 0.2, "passed"), (0.8, 0.1, "failed"), (0.9, 0.5, "failed"))
    for least, most, verdict in rules:
        found = suite(tmp_path / "s", *cases, head=f"{HEAD}{GATE}min_pass_rate = {least}\nmax_unmeasured = {most}\n")
        assert runner.run(found, Bench(refusing)).verdict == verdict


def test_what_breaks_off_is_not_borne_with_the_unmeasured(tmp_path: Path) -> None:
    """A gate that bears two unmeasured of ten bears no broken turn; one that fails either way still fails."""
    good = [case(f"c{i}") for i in range(9)]
    rules = ((0.8, "breaks", "not_measured"), (0.8, "provider", "not_measured"), (1.0, "vague", "failed"))
    for least, brief, verdict in rules:
        head = f"{HEAD}{GATE}min_pass_rate = {least}\nmax_unmeasured = 0.2\n"
        report = runner.run(suite(tmp_path / "s", *good, case("x", brief=brief), head=head), Bench(refusing))
        assert (report.verdict, report.broken()) == (verdict, [] if brief == "vague" else ["x"])
    cases = [*good, case("x", brief="breaks"), case("y", brief="vague"), case("z", brief="vague")]
    failed = runner.run(suite(tmp_path / "s", *cases, head=f"{HEAD}{GATE}min_pass_rate = 0.9\n"), Bench(refusing))
    assert failed.verdict == "failed"
    lost = runner.run(suite(tmp_path / "s", *good, case("x", brief="breaks")), Bench(refusing))
    assert lost.verdict == "not_measured"
    assert "broke off, so the run cannot pass: x" in render(lost)


def test_a_broken_scorer_that_no_gate_looks_at_ends_no_run_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(seen: Seen) -> tuple[Value, str]:
        raise ZeroDivisionError("no claims")

    broken = replace(scorers.SCORERS["phase_is"], judge=breaks)
    monkeypatch.setattr(cases, "SCORERS", {**scorers.SCORERS, "phase_is": broken})
    head = HEAD + '[[gate]]\nscorer = "verdict_in"\n'
    report = runner.run(suite(tmp_path / "s", case("a", phase="idea"), case("b"), head=head), Bench())
    assert ([each.outcome for each in report.readings], report.verdict) == (["pass"], "not_measured")
    again = [Result.from_json(from_json(to_json(each.as_json()))) for each in report.results]
    assert tuple(again) == report.results


def test_attempts_are_not_cases(tmp_path: Path) -> None:
    """Thirty copies of one answer show as much as one: the interval and what two runs would show are the case's."""
    once = runner.run(suite(tmp_path / "s", case("a")), Bench())
    often = runner.run(suite(tmp_path / "s", case("a")), Bench(), Selection(repeat=30))
    for one, thirty in ((once.tallies()[0], often.tallies()[0]), (once.readings[0], often.readings[0])):
        assert (thirty.passed, thirty.total, thirty.cases) == (30, 30, 1)
        assert thirty.interval == one.interval
        assert thirty.detectable == one.detectable == 1.0
    assert often.as_json()["cases"] == {"total": 1, "passed": 1, "failed": 0, "unmeasured": 0}
    assert often.as_json()["attempts"]["total"] == 30
    text = render(often)
    assert text.startswith("s: passed · 1 case, 1 passed, 0 failed, 0 unmeasured · 30 attempts, 30 passed,")
    assert "30/30 on 1 case  100%  21% to 100%" in text


def test_a_case_counts_for_the_share_of_its_attempts_and_fails_when_one_does(tmp_path: Path) -> None:
    answers = iter([planned(), planned(), planned(clarify()), planned(), planned(clarify()), planned()])
    found = suite(tmp_path / "s", case("a"), case("b", brief="Another."))
    report = runner.run(found, Bench(lambda text: next(answers)), Selection(jobs=1, repeat=3))
    (tally,) = report.tallies()
    assert (tally.passed, tally.total, tally.cases) == (4, 6, 2)
    assert tally.interval == wilson(4 / 6 * 2, 2)
    assert (report.cases()["fail"], report.attempts()["fail"]) == (1, 2)


@pytest.mark.parametrize("filters", [(("tag", "none"),), (("group", "other"),), (("tag", "x"), ("tag", "y"))])
def test_a_filter_that_leaves_no_case_is_not_measured(tmp_path: Path, filters: tuple[tuple[str, str], ...]) -> None:
    found = suite(tmp_path / "s", case("a", tags=["x"]), case("b", tags=["y"]))
    with pytest.raises(NotMeasured) as nothing:
        runner.run(found, Bench(), Selection(filters=filters))
    assert nothing.value.exit_code == 5


def test_a_filter_and_a_limit_choose_in_order(tmp_path: Path) -> None:
    found = suite(tmp_path / "s", case("a", tags=["x"]), case("b"), case("c", tags=["x"]), case("d", tags=["x"]))
    report = runner.run(found, Bench(), Selection(filters=(("tag", "x"),), limit=2))
    assert [result.case for result in report.results] == ["a", "c"]
    with pytest.raises(InputError, match="no filter 'colour'"):
        runner.run(found, Bench(), Selection(filters=(("colour", "red"),)))


def test_a_gate_the_selection_leaves_without_cases_is_said_and_does_not_pass_alone(tmp_path: Path) -> None:
    head = HEAD + '[[gate]]\nscorer = "phase_is"\n[[gate]]\nscorer = "verdict_in"\n'
    found = suite(tmp_path / "s", case("a"), case("b", accept=[], phase="idea"), head=head)
    report = runner.run(found, Bench(), Selection(filters=(("id", "a"),)))
    assert [reading.outcome for reading in report.readings] == ["not_selected", "pass"]
    assert report.verdict == "passed"
    head = HEAD + '[[gate]]\nscorer = "phase_is"\n'
    found = suite(tmp_path / "s", case("a"), case("b", accept=[], phase="idea"), head=head)
    assert runner.run(found, Bench(), Selection(filters=(("id", "a"),))).verdict == "not_measured"


def test_a_scorer_that_breaks_is_unmeasured_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(seen: Seen) -> tuple[Value, str]:
        raise ZeroDivisionError("no claims")

    broken = replace(scorers.SCORERS["verdict_in"], judge=breaks)
    monkeypatch.setattr(cases, "SCORERS", {**scorers.SCORERS, "verdict_in": broken})
    report = runner.run(suite(tmp_path / "s", case("a", phase="idea")), Bench())
    assert outcomes(report) == {"a": "unmeasured"}
    assert report.results[0].reasons == ("verdict_in: the scorer broke off: ZeroDivisionError: no claims",)
    assert report.verdict == "not_measured"


def test_a_case_of_which_nothing_decided_did_not_pass() -> None:
    assert Result("a", "g", "offline", ()).outcome == "unmeasured"
    assert Result("a", "g", "offline", (Score("seconds", 1.0, ""),)).outcome == "unmeasured"


def test_a_run_s_model_takes_the_place_of_offline_and_leaves_scripts_alone(tmp_path: Path) -> None:
    found = suite(tmp_path / "s", case("a"), case("b", model="scripted:silent"), case("c", model="offline"))
    bench = Bench()
    report = runner.run(found, bench, Selection(model="anthropic:claude-sonnet-5-5", jobs=1))
    assert sorted(bench.models) == ["anthropic:claude-sonnet-5-5"] * 2 + ["scripted:silent"]
    assert report.quality == "model quality: as measured on anthropic:claude-sonnet-5-5"
    assert [result.case for result in report.results] == ["a", "b", "c"]


def test_what_is_not_a_model_s_quality_is_not_called_that(tmp_path: Path) -> None:
    offline = runner.run(suite(tmp_path / "s", case("a")), Bench())
    assert offline.quality == "model quality: not measured (offline drafter)"
    scripted = runner.run(suite(tmp_path / "s", case("a"), case("b", model="scripted:faithful")), Bench())
    assert scripted.quality == "model quality: not measured (scripted model)"


def test_a_model_of_which_no_case_could_be_scored_is_not_measured(tmp_path: Path) -> None:
    cases = [case("a", brief="breaks"), case("b", model="scripted:faithful")]
    report = runner.run(suite(tmp_path / "s", *cases), Bench(refusing), Selection(model="openai:gpt-6"))
    assert outcomes(report) == {"a": "unmeasured", "b": "pass"}
    assert report.quality == "model quality: not measured (no case could be scored)"
    replayed = runner.run(suite(tmp_path / "s", *cases), Bench(refusing), Selection(model="replay"))
    assert replayed.quality == "model quality: not measured (no case could be scored)"
    told = runner.run(suite(tmp_path / "s", case("a")), Bench(refusing), Selection(model="replay"))
    assert told.quality == "model quality: as recorded, not measured anew"


def test_at_most_so_many_cases_run_at_a_time(tmp_path: Path) -> None:
    under_way, most, lock = [0], [0], threading.Lock()
    pairs = threading.Barrier(3)

    def waits(text: str) -> Turn:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        pairs.wait(timeout=30)
        with lock:
            under_way[0] -= 1
        return planned(text=text)

    found = suite(tmp_path / "s", *[case(f"c{i}") for i in range(6)])
    report = runner.run(found, Bench(waits), Selection(jobs=3))
    assert (report.verdict, most[0]) == ("passed", 3)


def test_notes_of_a_case_are_handed_over(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "prices.md").write_text("# Prices", encoding="utf-8")
    bench = Bench()
    runner.run(suite(tmp_path / "s", case("a", notes=["prices.md"])), bench)
    assert bench.notes == [(tmp_path / "s" / "prices.md",)]


def test_every_result_is_kept_before_it_is_told_and_only_for_its_owner(tmp_path: Path) -> None:
    found = suite(tmp_path / "s", *[case(f"c{i}") for i in range(4)])
    keep = RunFolder.new(tmp_path / "home", "My suite!", now=made.noon)
    counted: list[tuple[int, int, int]] = []

    def told(result: Result, done: int, total: int) -> None:
        counted.append((len((keep.path / "results.jsonl").read_text().splitlines()), done, total))

    report = runner.run(found, Bench(), on_result=told, keep=keep, now=made.noon)
    assert counted == [(1, 1, 4), (2, 2, 4), (3, 3, 4), (4, 4, 4)]
    assert keep.path.parent == tmp_path / "home" / "evals"
    assert keep.run_id.startswith("20261123T120000-000000-my-suite-")
    assert {stat.S_IMODE(path.stat().st_mode) for path in keep.path.iterdir()} == {0o600}
    assert stat.S_IMODE(keep.path.stat().st_mode) == 0o700
    assert from_json((keep.path / "report.json").read_bytes()) == report.as_json()
    lines = [from_json(line) for line in (keep.path / "results.jsonl").read_text().splitlines()]
    assert sorted(line["case"] for line in lines) == ["c0", "c1", "c2", "c3"]
    assert {line["turn"]["verdict"] for line in lines} == {"product_first"}
    assert lines[0]["schema_version"] == 1


def test_a_run_that_is_stopped_keeps_what_was_done(tmp_path: Path) -> None:
    found = suite(tmp_path / "s", *[case(f"c{i}") for i in range(4)])
    keep = RunFolder.new(tmp_path / "home", "s")

    def stop(result: Result, done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runner.run(found, Bench(), Selection(jobs=1), on_result=stop, keep=keep)
    assert len((keep.path / "results.jsonl").read_text().splitlines()) == 2
    assert not (keep.path / "report.json").exists()


def test_a_scripted_model_is_run_on_the_groups_the_suite_names(tmp_path: Path) -> None:
    folder = written(tmp_path / "s", case("a"), head='scripted_groups = ["cases"]\n' + HEAD + GATE)
    written(folder, case("b"), head='scripted_groups = ["cases"]\n' + HEAD + GATE, file="more.jsonl")
    found = suites.find(str(folder))
    chosen = {model: select(found, Selection(model=model)) for model in (None, "scripted:ml_first")}
    assert {model: [each.case.id for each in cases] for model, cases in chosen.items()} == {
        None: ["a", "b"],
        "scripted:ml_first": ["a"],
    }
    asked = Selection(filters=(("group", "more"),), model="scripted:ml_first")
    assert [each.case.id for each in select(found, asked)] == ["b"]
