"""`assistant check`: our JSON or anybody's Markdown, without a key, with the findings in the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.planning.schema import dump
from tests.cli.conftest import Run
from tests.planning.outside.test_review import DATA_FIRST, SOUND
from tests.usage import made


def test_findings_are_lines_errors_first_and_exit_1(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "theirs.md"
    file.write_text(DATA_FIRST, encoding="utf-8")
    result = run("check", str(file))
    assert result.exit_code == 1
    severities = [line.split()[1] for line in result.stdout.partition("\n\n")[0].splitlines()]
    assert severities[0] == "error"
    assert severities == sorted(severities, key=["error", "warning", "not_measured"].index)
    assert result.stderr.startswith("findings: ")


def test_a_sound_plan_exits_0_and_json_has_the_same_findings(run: Run) -> None:
    plain = run("check", "-", input=SOUND)
    document = from_json(run("check", "-", "--json", input=SOUND).stdout)
    assert plain.exit_code == 0
    assert document["file"] == "standard input"
    assert [finding["code"] for finding in document["findings"]] == [
        line.split()[0] for line in plain.stdout.partition("How it was read")[0].splitlines() if line
    ]


def test_our_json_is_reviewed_by_all_rules(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(dump(made.plan()), encoding="utf-8")
    result = run("check", str(file), "--json")
    assert result.exit_code == 1
    assert "PF502" in {finding["code"] for finding in from_json(result.stdout)["findings"]}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\x00\x01", "binary"),
        (b"caf\xe9", "UTF-8"),
        (b"{not json", ""),
        (b'{"schema_version": 1}', ""),
        (b"[" * 100_000, ""),
        (b"x" * 5_000_001, "5 MB"),
    ],
    ids=["empty", "binary", "latin-1", "broken", "incomplete", "nested", "huge"],
)
def test_what_is_no_plan_is_one_sentence(run: Run, data: bytes, says: str) -> None:
    result = run("check", "-", input=data)
    assert result.exit_code == (5 if data.startswith(b"[") else 2)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert says in result.stderr
    assert set(from_json(run("check", "-", "--json", input=data).stdout)["error"]) == {
        "code",
        "message",
        "where",
        "fix",
    }


def test_a_missing_file_and_a_folder_are_one_sentence(run: Run, tmp_path: Path) -> None:
    for place in (tmp_path / "none.json", tmp_path):
        result = run("check", str(place))
        assert result.exit_code == 2
        assert str(place) in result.stderr


def test_text_without_a_plan_was_not_measured(run: Run) -> None:
    assert run("check", "-", input="hello").exit_code == 5


VAGUE = "# Plan\n\n1. Groundwork: the archive, with five helpers\n2. Ship to 20 customers by 1 March\n"


def test_a_model_is_asked_only_when_it_was_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "tests.cli.scripted_readers:reader")
    alone = run("check", "-", input=VAGUE)
    asked = run("check", "-", "--model", "tests.cli.scripted_readers:reader", input=VAGUE)
    assert "PF101" not in alone.stdout.partition("How it was read")[0]
    assert "PF101 error line 3" in asked.stdout
    assert "says the model, quoting “with five helpers”" in asked.stdout
    assert "said what 1 more steps do" in asked.stderr
    document = from_json(
        run("check", "-", "--json", "--model", "tests.cli.scripted_readers:reader", input=VAGUE).stdout
    )
    assert [step["source"] for step in document["reading"]["steps"]] == ["model", "rules"]


def test_a_model_that_fails_costs_one_line(run: Run) -> None:
    alone = run("check", "-", input=DATA_FIRST)
    failed = run("check", "-", "--model", "tests.cli.scripted_readers:failing", input=DATA_FIRST)
    assert failed.stdout == alone.stdout
    assert failed.exit_code == alone.exit_code == 1
    told = [line for line in failed.stderr.splitlines() if line not in alone.stderr.splitlines()]
    assert len(told) == 1 and "by rules alone" in told[0] and "provider is down" in told[0]


def test_a_model_that_lies_excuses_nothing(run: Run) -> None:
    def errors(*args: str) -> list[tuple[str, str]]:
        found = from_json(run("check", "-", "--json", *args, input=DATA_FIRST).stdout)["findings"]
        return [(finding["code"], finding["path"]) for finding in found if finding["severity"] == "error"]

    assert errors("--model", "tests.cli.scripted_readers:liar") == errors() != []


def test_a_model_that_does_not_exist_is_refused_before_anything_is_read_by_it(run: Run) -> None:
    assert run("check", "-", "--model", "antropic:x", input=DATA_FIRST).exit_code == 2
    assert run("check", "-", "--model", "anthropic:claude-sonnet-5-5", input=DATA_FIRST).exit_code == 3
