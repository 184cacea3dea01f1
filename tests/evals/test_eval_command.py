"""`assistant eval`: a table or one document, progress apart, and an exit code that tells what was measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic_core import from_json

from assistant.cli.tree import root
from assistant.evals import runner, suites
from assistant.knowledge import embedding
from assistant.usage.log import UsageLog
from tests.evals.bench import GATE, HEAD, case, written

Run = Callable[..., Result]
ANSWERED = {"model": "scripted", "replies": [{"text": "Ship first, then learn from use."}]}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, with a search by words only."""
    monkeypatch.setattr(embedding, "packaged", lambda: None)
    return lambda *args: CliRunner().invoke(root, ["eval", *args])


def answered(id: str, words: int, **more: object) -> dict[str, object]:
    expect = {"status_is": "answered", "answered_within_words": words}
    return {"id": id, "brief": "Why ship first?", "want": "any", "expect": expect, **ANSWERED, **more}


def test_a_folder_is_run_and_kept(run: Run, tmp_path: Path, own_home: Path) -> None:
    folder = written(tmp_path / "mine", answered("short", 10), answered("again", 10, tags=["two"]))
    result = run("run", str(folder))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("mine: passed · 2 cases, 2 passed, 0 failed, 0 unmeasured\n")
    assert "model quality: not measured (scripted model)" in result.stdout
    assert "· 2 of 2: pass" in result.stderr
    (kept,) = (own_home / "evals").iterdir()
    assert f"kept in {kept}" in result.stderr
    assert {path.name for path in kept.iterdir()} == {"run.json", "results.jsonl", "report.json"}


def test_a_failed_gate_exits_1_and_shows_the_case(run: Run, tmp_path: Path) -> None:
    result = run("run", str(written(tmp_path / "mine", answered("long", 3))))
    assert result.exit_code == 1
    assert "answered_within_words: 6 words" in result.stdout


def test_nothing_measured_exits_5(run: Run, tmp_path: Path, own_home: Path) -> None:
    folder = written(tmp_path / "mine", answered("a", 9, replies=[{"calls": [{"name": "search_notes"}]}]))
    unmeasured = run("run", str(folder))
    assert unmeasured.exit_code == 5
    assert "The script of 'scripted' has 1 replies" in unmeasured.stdout
    kept = len(list((own_home / "evals").iterdir()))
    nothing = run("run", str(folder), "--filter", "tag=none")
    assert (nothing.exit_code, nothing.stdout) == (5, "")
    assert "tag=none" in nothing.stderr
    assert len(list((own_home / "evals").iterdir())) == kept


def test_json_is_one_document_with_the_verdict(run: Run, tmp_path: Path) -> None:
    folder = written(tmp_path / "mine", answered("a", 9), answered("b", 3))
    result = run("run", str(folder), "--json", "--limit", "1")
    document = from_json(result.stdout)
    assert (result.exit_code, document["verdict"]) == (0, "passed")
    (report,) = document["suites"]
    assert report["cases"] == {"total": 1, "passed": 1, "failed": 0, "unmeasured": 0}
    assert [gate["outcome"] for gate in report["gates"]] == ["pass"]
    refused = run("run", str(folder), "--json", "--filter", "id=zzz")
    assert refused.exit_code == 5
    assert from_json(refused.stdout)["error"]["code"] == "nothing_selected"


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("smoek",), 2, "smoke"),
        (("smoke", "--filter", "tag"), 2, "NAME=VALUE"),
        (("smoke", "--filter", "colour=red"), 2, "no filter 'colour'"),
        (("smoke", "--limit", "0"), 2, "--limit"),
        (("smoke", "-j", "99"), 2, "-j"),
        (("smoke", "--model", "scripted:faithfull"), 2, "faithful"),
        (("smoke", "--model", "claude"), 2, "anthropic:claude"),
        (("smoke", "--model", "anthropic:claude-sonnet-5-5"), 3, "ANTHROPIC_API_KEY"),
    ],
)
def test_a_slip_is_one_sentence_before_any_case_runs(
    run: Run, own_home: Path, args: tuple[str, ...], code: int, says: str
) -> None:
    result = run("run", *args)
    assert (result.exit_code, result.stdout) == (code, "")
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (own_home / "evals").exists()


def test_all_runs_every_shipped_suite_and_fails_when_one_does(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = written(tmp_path / "good", answered("a", 9)), written(tmp_path / "bad", answered("a", 3))
    shipped = {"good": good, "bad": bad}
    monkeypatch.setattr(suites, "shipped", lambda: iter(shipped))
    monkeypatch.setattr(suites, "find", lambda name: suites.load(shipped[name], name))
    result = run("run", "all", "--json")
    document = from_json(result.stdout)
    assert (result.exit_code, document["verdict"]) == (1, "failed")
    assert [report["verdict"] for report in document["suites"]] == ["passed", "failed"]
    (bad / "cases.jsonl").write_text(json.dumps(answered("a", 9, replies=[{"calls": [{"name": "x"}]}])))
    assert run("run", "all").exit_code == 5


def test_all_passes_over_suites_without_such_a_case_and_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = {
        "with": written(tmp_path / "with", answered("a", 9, tags=["mine"])),
        "without": written(tmp_path / "without", answered("a", 3)),
    }
    monkeypatch.setattr(suites, "shipped", lambda: iter(shipped))
    monkeypatch.setattr(suites, "find", lambda name: suites.load(shipped[name], name))
    found = run("run", "all", "--json", "--filter", "tag=mine")
    assert found.exit_code == 0, found.output
    assert [report["suite"] for report in from_json(found.stdout)["suites"]] == ["with"]
    assert "not run, no case is selected: without" in found.stderr
    nothing = run("run", "all", "--filter", "tag=nobody")
    assert (nothing.exit_code, nothing.stdout) == (5, "")
    assert "No case of the 2 suites is left by tag=nobody" in nothing.stderr


def test_the_list_names_the_suites_with_their_groups(run: Run) -> None:
    assert "smoke" in run("list").stdout
    rows = {row["name"]: row for row in from_json(run("list", "--json").stdout)["suites"]}
    assert rows["fit"]["groups"] == dict(suites.find("fit").groups)
    assert rows["smoke"]["cases"] == sum(rows["smoke"]["groups"].values())


def test_a_script_of_the_zoo_can_take_the_place_of_offline(run: Run, tmp_path: Path) -> None:
    folder = written(tmp_path / "mine", case("a"), head=HEAD + GATE)
    silent = run("run", str(folder), "--model", "scripted:silent")
    assert silent.exit_code == 5
    assert "there is no plan" in silent.stdout
    assert run("run", str(folder), "--model", "scripted:faithful").exit_code == 0


def test_a_comparison_that_lost_cases_exits_5_unless_fewer_were_meant(run: Run, tmp_path: Path, own_home: Path) -> None:
    folder = written(tmp_path / "mine", answered("a", 9), answered("b", 9))
    assert run("run", str(folder)).exit_code == 0
    (whole,) = (each.name for each in (own_home / "evals").iterdir())
    meant = run("run", str(folder), "--filter", "id=a", "--baseline", whole)
    assert meant.exit_code == 0, meant.output
    assert "left out on purpose: 1 case: b\ncompared: the 1 case both have measured" in meant.stdout
    (part,) = (each.name for each in (own_home / "evals").iterdir() if each.name != whole)
    lost = run("compare", whole, part)
    assert lost.exit_code == 5
    assert "lost, not in the later run at all: 1 case: b" in lost.stdout
    assert from_json(run("compare", whole, part, "--json").stdout)["verdict"] == "not_measured"
    assert run("compare", whole, part, "--subset").exit_code == 0
    assert run("compare", part, whole).exit_code == 0


def test_turns_of_a_suite_are_not_use(run: Run, tmp_path: Path, own_home: Path) -> None:
    assert run("run", str(written(tmp_path / "mine", answered("a", 9)))).exit_code == 0
    with UsageLog.open(own_home) as log:
        assert log.stats()["turns"] == 0


def test_a_stopped_run_exits_130_and_says_where_the_done_cases_are(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "run", stop)
    result = run("run", str(written(tmp_path / "mine", answered("a", 9))))
    assert (result.exit_code, result.stdout) == (130, "")
    assert "assistant eval run --resume" in result.stderr


def test_the_cases_a_scripted_model_is_not_run_on_are_told_and_counted(run: Run, tmp_path: Path) -> None:
    folder = written(
        tmp_path / "mine", answered("one", 10), head='scripted_groups = ["first"]\n' + HEAD + GATE, file="first.jsonl"
    )
    written(
        folder,
        answered("two", 10),
        answered("three", 10),
        head='scripted_groups = ["first"]\n' + HEAD + GATE,
        file="rest.jsonl",
    )
    result = run("run", str(folder), "--model", "scripted:faithful")
    assert "mine: a scripted model is run on first alone, 2 of 3 cases are not run; --filter group=" in result.stderr
    assert "1 case, 1 passed" in result.stdout
    asked = run("run", str(folder), "--model", "scripted:faithful", "--filter", "group=rest")
    assert "alone" not in asked.stderr
    assert "2 cases, 2 passed" in asked.stdout


def test_clarify_bears_the_one_miss_its_suite_names(run: Run, tmp_path: Path) -> None:
    """Its gates let one of six go in each group; another vague brief missed, or none, is noticed here."""
    result = run("run", "clarify", "--json")
    assert result.exit_code == 0, result.output
    (report,) = from_json(result.stdout)["suites"]
    missed = [each["case"] for each in report["results"] if each["group"] == "vague" and each["outcome"] != "pass"]
    assert missed == ["vague-3"]
    assert "vague-3" in suites.find("clarify").folder.joinpath("suite.toml").read_text(encoding="utf-8")
