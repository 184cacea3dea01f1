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
    assert result.exit_code in (2, 5)
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
