"""A run that was killed is completed without repeating a case, and until then it is nobody's result."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic_core import from_json

from assistant.agent.turn import Turn
from assistant.cli.tree import root
from assistant.errors import InputError
from assistant.evals import results, runner
from assistant.evals.keeping import RunFolder, find_run
from assistant.evals.selecting import Selection
from assistant.evals.suites import Suite
from assistant.knowledge import embedding
from tests.evals.bench import Bench, case, planned, suite, written
from tests.planning.plans import clarify

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, with a search by words only."""
    monkeypatch.setattr(embedding, "packaged", lambda: None)
    return lambda *args: CliRunner().invoke(root, ["eval", *args])


def answered(id: str, words: int = 9) -> dict[str, object]:
    expect = {"status_is": "answered", "answered_within_words": words}
    replies = [{"text": "Ship first, then learn from use."}]
    return {"id": id, "brief": f"Why {id}?", "want": "any", "expect": expect, "model": "scripted", "replies": replies}


def stopped(folder: Path, after: int, repeat: int = 1) -> tuple[RunFolder, Path]:
    """A run of four cases that was killed after some attempts, in the middle of writing the next."""
    found = suite(folder / "s", *[case(f"c{i}", brief=f"brief {i}") for i in range(4)])
    keep = RunFolder.new(folder / "home", "s")

    def stop(result: results.Result, done: int, total: int) -> None:
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runner.run(found, Bench(), Selection(jobs=1, repeat=repeat), on_result=stop, keep=keep)
    with (keep.path / "results.jsonl").open("ab") as file:
        file.write(b'{"case": "c3", "outc')
    return keep, folder / "s"


def test_a_killed_run_is_completed_and_no_case_runs_twice(tmp_path: Path) -> None:
    keep, folder = stopped(tmp_path, after=2)
    asked: list[str] = []

    def answer(text: str) -> Turn:
        asked.append(text)
        return planned(text=text)

    again = find_run(tmp_path / "home", "last")
    assert (again.path, again.finished) == (keep.path, False)
    done = {result.case for result in again.done()}
    report = runner.run(runner_suite(folder), Bench(answer), Selection(jobs=1), keep=again)
    assert len(done) == 2
    assert sorted(asked) == sorted(f"brief {i}" for i in range(4) if f"c{i}" not in done)
    assert [result.case for result in report.results] == ["c0", "c1", "c2", "c3"]
    assert report.verdict == "passed"
    lines = [from_json(line) for line in (keep.path / "results.jsonl").read_text().splitlines()]
    assert sorted(line["case"] for line in lines) == ["c0", "c1", "c2", "c3"]
    assert from_json((keep.path / "report.json").read_bytes()) == report.as_json()
    assert report.results == tuple(sorted(again.done(), key=lambda result: result.case))


def runner_suite(folder: Path) -> Suite:
    from assistant.evals import suites

    return suites.find(str(folder))


def test_repeated_attempts_are_told_apart_when_resumed(tmp_path: Path) -> None:
    keep, folder = stopped(tmp_path, after=5, repeat=2)
    report = runner.run(runner_suite(folder), Bench(), Selection(jobs=1, repeat=2), keep=RunFolder(keep.path))
    assert [(result.case, result.n) for result in report.results] == [(f"c{i}", n) for n in (1, 2) for i in range(4)]


def test_a_suite_that_changed_since_is_not_gone_on_with(tmp_path: Path) -> None:
    keep, folder = stopped(tmp_path, after=2)
    written(folder, *[case(f"c{i}", brief=f"another {i}") for i in range(4)])
    with pytest.raises(InputError, match="changed since the run began"):
        runner.run(runner_suite(folder), Bench(), keep=RunFolder(keep.path))


def test_attempts_that_disagree_are_named(tmp_path: Path) -> None:
    answers = iter([planned(), planned(clarify()), planned(), planned()])
    found = suite(tmp_path / "s", case("a"), case("b", brief="Another."))
    report = runner.run(found, Bench(lambda text: next(answers)), Selection(jobs=1, repeat=2))
    assert [result.outcome for result in report.results].count("fail") == 1
    assert len(report.unsteady()) == 1
    assert report.readings[0].total == 4


def test_a_resumed_command_finishes_the_batch_and_exits_by_its_gates(
    run: Run, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "mine", *[answered(f"c{i}") for i in range(3)])
    assert run("run", str(folder)).exit_code == 0
    (kept,) = (own_home / "evals").iterdir()
    lines = (kept / "results.jsonl").read_text().splitlines(keepends=True)
    (kept / "results.jsonl").write_text("".join(lines[:2]) + lines[2][:30])
    (kept / "report.json").unlink()
    unfinished = run("report", "last")
    assert (unfinished.exit_code, unfinished.stdout) == (5, "")
    assert f"assistant eval run --resume {kept.name}" in unfinished.stderr
    assert run("compare", "last", "last").exit_code == 5
    resumed = run("run", "--resume", "last")
    assert resumed.exit_code == 0, resumed.output
    assert "· 3 of 3: pass" in resumed.stderr
    assert "· 2 of 3" not in resumed.stderr
    assert len((kept / "results.jsonl").read_text().splitlines()) == 3
    assert run("report", "last").exit_code == 0
    again = run("run", "--resume", kept.name, "--json")
    assert from_json(again.stdout)["verdict"] == "passed"


def test_a_resumed_run_refuses_what_it_was_not_asked_for(run: Run, tmp_path: Path, own_home: Path) -> None:
    folder = written(tmp_path / "mine", *[answered(f"c{i}") for i in range(3)])
    assert run("run", str(folder), "--repeat", "2", "--filter", "group=cases").exit_code == 0
    for args, says in (
        (("--model", "scripted:silent"), "asked for with no --model, not --model scripted:silent"),
        (("--repeat", "3"), "asked for with --repeat 2, not --repeat 3"),
        (("--repeat", "1"), "not --repeat 1"),
        (("--limit", "1"), "no --limit, not --limit 1"),
        (("--filter", "id=c0"), "--filter group=cases, not --filter id=c0"),
    ):
        refused = run("run", "--resume", "last", *args)
        assert (refused.exit_code, refused.stdout) == (2, ""), args
        assert says in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
    agreeing = run("run", "--resume", "last", "--repeat", "2", "--filter", "group=cases", "-j", "1")
    assert agreeing.exit_code == 0, agreeing.output


def test_a_batch_that_was_stopped_goes_on_with_the_suites_that_had_not_begun(
    run: Run, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.evals import suites

    folders = {name: written(tmp_path / name, answered("a"), answered("b")) for name in ("first", "second")}
    monkeypatch.setattr(suites, "shipped", lambda: iter(folders))
    real = suites.load
    monkeypatch.setattr(suites, "find", lambda name: real(folders[name], name, source=name))
    true_run = runner.run

    def stops(*args: object, **more: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "run", stops)
    assert run("run", "all").exit_code == 130
    monkeypatch.setattr(runner, "run", true_run)
    resumed = run("run", "--resume", "last")
    assert resumed.exit_code == 0, resumed.output
    assert "first: passed" in resumed.stdout
    assert "second: passed" in resumed.stdout
    heads = [json.loads((kept / "run.json").read_text()) for kept in (own_home / "evals").iterdir()]
    assert sorted(head["source"] for head in heads) == ["first", "second"]
    assert len({head["batch"]["id"] for head in heads}) == 1


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("run",), 2, "Name a suite"),
        (("run", "smoke", "--resume", "last"), 2, "Name a suite"),
        (("run", "--resume", "nothing"), 2, "no run 'nothing'"),
        (("report", "last"), 2, "no run 'last'"),
        (("compare", "nobody", "last"), 2, "no run"),
    ],
)
def test_a_run_that_is_not_there_is_one_sentence(run: Run, args: tuple[str, ...], code: int, says: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (code, "")
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
