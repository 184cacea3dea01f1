"""`assistant plan`: what may be handed in, where the plan goes, and with which exit code."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from pydantic_core import from_json

from assistant.errors import InputError, Interrupted, KeyMissing, ProviderError
from assistant.planning import schema
from assistant.planning.findings import Finding
from tests.cli.conftest import Run, Stage
from tests.usage import made

BRIEF = made.BRIEF


def one_line(result: Result) -> str:
    lines = [line for line in result.stderr.splitlines() if not line.startswith("·")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    return lines[0]


def test_a_plan_is_markdown_on_stdout_and_everything_about_it_is_on_stderr(run: Run, stage: Stage) -> None:
    result = run("plan", BRIEF)
    assert result.exit_code == 0
    assert stage.asked == [BRIEF]
    assert result.stdout.startswith("# ")
    assert "Returns helper" in result.stdout
    assert "searching the notes" in result.stderr
    assert "prose of the model" not in result.output
    assert "findings: 1 warning" in result.stderr
    assert f"turn {stage.turn.id}" in result.stderr
    assert "assistant feedback" in result.stderr


def test_json_is_the_plan_itself_and_nothing_else(run: Run, stage: Stage) -> None:
    result = run("plan", BRIEF, "--json")
    assert schema.load(result.stdout) == stage.turn.plan


def test_out_makes_the_folder_and_writes_both_files(run: Run, stage: Stage, tmp_path: Path) -> None:
    out = tmp_path / "plans" / "returns"
    result = run("plan", BRIEF, "--out", str(out))
    assert (result.exit_code, result.stdout) == (0, "")
    assert schema.load((out / "plan.json").read_bytes()) == stage.turn.plan
    assert (out / "plan.md").read_text(encoding="utf-8").startswith("# ")
    assert sorted(path.name for path in out.iterdir()) == ["plan.json", "plan.md"]
    assert str(out / "plan.json") in result.stderr


def test_out_never_writes_over_a_file_unless_forced(run: Run, stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("mine", encoding="utf-8")
    result = run("plan", BRIEF, "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "--force" in one_line(result)
    assert stage.asked == [], "it was refused only after a plan had been paid for"
    assert (tmp_path / "plan.md").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "plan.json").exists()
    assert run("plan", BRIEF, "--out", str(tmp_path), "--force").exit_code == 0
    assert (tmp_path / "plan.md").read_text(encoding="utf-8").startswith("# ")


def test_out_that_is_a_file_or_below_one_is_refused_before_anything_is_spent(
    run: Run, stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in ("file", "file/below"):
        result = run("plan", BRIEF, "--out", str(tmp_path / place))
        assert result.exit_code == 2
        assert str(tmp_path / place) in one_line(result)
    assert stage.asked == []


def test_a_draft_is_printed_with_its_findings_and_exits_1(run: Run, stage: Stage) -> None:
    finding = Finding("PF104", "error", "stages[1]", "The stage has no gate.", "Add one.")
    stage.turn = replace(made.turn(status="draft"), findings=(finding, *stage.turn.findings))
    result = run("plan", BRIEF)
    assert result.exit_code == 1
    title, _, banner = result.stdout.splitlines()[:3]
    assert title.startswith("# ")
    assert banner.startswith("> **This is a draft, not to be acted on: it breaks PF104.")
    assert result.stderr.index("PF104 error") < result.stderr.index("PF603 warning")
    assert "findings: 1 error, 1 warning" in result.stderr
    assert "draft" in result.stderr
    as_json = run("plan", BRIEF, "--json")
    assert as_json.exit_code == 1
    assert schema.load(as_json.stdout) == stage.turn.plan


def test_no_plan_exits_1_with_the_reason(run: Run, stage: Stage) -> None:
    stage.turn = replace(made.turn(status="failed"), error="the model did not submit a plan")
    result = run("plan", BRIEF)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the model did not submit a plan" in one_line(result)
    assert from_json(run("plan", BRIEF, "--json").stdout)["error"]["code"] == "no_plan"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyMissing("There is no key", fix="Set ANTHROPIC_API_KEY."), 3),
        (ProviderError("The provider is overloaded"), 4),
        (InputError("There is no model 'cluade'"), 2),
        (OSError(28, "No space left on device", "/data/usage"), 2),
        (PermissionError(13, "Permission denied", "/data/usage"), 2),
    ],
)
def test_what_goes_wrong_is_one_sentence_with_its_code(run: Run, stage: Stage, error: Exception, code: int) -> None:
    stage.error = error
    result = run("plan", BRIEF)
    assert (result.exit_code, result.stdout) == (code, "")
    one_line(result)
    as_json = run("plan", BRIEF, "--json")
    assert as_json.exit_code == code
    assert set(from_json(as_json.stdout)["error"]) == {"code", "message", "where", "fix"}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Interrupted("half")])
def test_ctrl_c_exits_130_and_says_what_is_kept(run: Run, stage: Stage, error: BaseException) -> None:
    stage.error = error
    result = run("plan", BRIEF)
    assert result.exit_code == 130
    assert "interrupted" in one_line(result)
    assert from_json(run("plan", BRIEF, "--json").stdout)["error"]["code"] == "interrupted"


def test_an_interrupted_turn_exits_130_and_names_the_turn(run: Run, stage: Stage) -> None:
    stage.turn = replace(made.turn(status="interrupted"), error="interrupted")
    result = run("plan", BRIEF)
    assert result.exit_code == 130
    assert stage.turn.id in one_line(result)


def test_words_without_quotes_are_told_to_be_quoted(run: Run, stage: Stage) -> None:
    result = run("plan", "support", "bot", "for", "returns")
    assert result.exit_code == 2
    assert 'assistant plan "support bot for returns"' in one_line(result)
    assert stage.asked == []


def test_the_brief_may_be_piped_or_in_a_file(run: Run, stage: Stage, tmp_path: Path) -> None:
    assert run("plan", "-", input=f"{BRIEF}\n").exit_code == 0
    file = tmp_path / "brief.md"
    file.write_text(f"\ufeff{BRIEF}\n", encoding="utf-8")
    result = run("plan", str(file))
    assert f"reading the brief from {file}" in result.stderr
    assert stage.asked == [BRIEF, BRIEF]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b"", "empty"),
        (b"  \n\t ... \n", "empty"),
        (b"\x00\x01\x02" * 50, "binary"),
        (b"caf\xe9 bot for the till", "UTF-8"),
        (b"word " * 40_000, "characters"),
        (b"\xff" * 2_000_000, "UTF-8"),
    ],
)
def test_a_brief_that_cannot_be_planned_is_one_sentence(run: Run, stage: Stage, given: bytes, says: str) -> None:
    result = run("plan", "-", input=given)
    assert result.exit_code == 2
    assert says in one_line(result)
    assert stage.asked == []


def test_one_word_is_left_to_the_planner(run: Run, stage: Stage) -> None:
    assert run("plan", "chatbot").exit_code == 0
    assert stage.asked == ["chatbot"]


@pytest.mark.parametrize("name", ["brief.md", "ideas/brief.txt"])
def test_a_file_that_is_not_there_is_not_taken_for_a_brief(run: Run, stage: Stage, name: str) -> None:
    result = run("plan", name)
    assert result.exit_code == 2
    assert name in one_line(result)
    assert stage.asked == []


def test_a_folder_is_not_a_brief(run: Run, stage: Stage, tmp_path: Path) -> None:
    assert "folder" in one_line(run("plan", str(tmp_path)))
    assert stage.asked == []


def test_notes_that_are_not_there_are_named(run: Run, stage: Stage, tmp_path: Path) -> None:
    missing = tmp_path / "none"
    result = run("plan", BRIEF, "--notes", str(missing))
    assert result.exit_code == 2
    assert str(missing) in one_line(result)
    assert stage.asked == []


def test_flags_reach_the_settings(run: Run, stage: Stage, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    flags = ("--notes", str(tmp_path), "--notes", str(other), "--max-cost", "0.25", "--model", "openai:m")
    assert run("plan", BRIEF, *flags).exit_code == 0
    assert stage.settings is not None
    assert stage.settings.notes == (tmp_path, other)
    assert (stage.settings.max_cost_usd, stage.settings.model) == (0.25, "openai:m")


@pytest.mark.parametrize("amount", ["-1", "nan", "inf", "much"])
def test_a_cost_that_is_no_amount_is_refused(run: Run, stage: Stage, amount: str) -> None:
    result = run("plan", BRIEF, "--max-cost", amount)
    assert result.exit_code == 2
    one_line(result)
    assert stage.asked == []


def test_a_key_without_a_chosen_model_is_named_and_not_used(
    run: Run, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-secret-value-0123456789")
    result = run("plan", BRIEF)
    hints = [line for line in result.stderr.splitlines() if "ANTHROPIC_API_KEY" in line]
    assert len(hints) == 1
    assert "--model anthropic:" in hints[0]
    assert "secret" not in result.output
    assert stage.settings is not None
    assert stage.settings.model == "offline"
    assert "ANTHROPIC_API_KEY" not in run("plan", BRIEF, "--model", "offline").stderr


def test_a_turn_that_could_not_be_recorded_is_said_and_still_planned(
    run: Run, stage: Stage, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_home.mkdir(parents=True)
    (own_home / "usage.sqlite3").mkdir()
    result = run("plan", BRIEF)
    assert result.exit_code == 0
    assert "not recorded:" in result.stderr


def test_what_a_model_wrote_cannot_drive_the_terminal(run: Run, stage: Stage, tmp_path: Path) -> None:
    plan = made.plan("Returns \x1b]0;owned\x07helper [bold]x[/]")
    stage.turn = replace(stage.turn, plan=plan)
    printed = run("plan", BRIEF)
    assert "\x1b" not in printed.output
    assert "Returns helper [bold]x[/]" in printed.stdout
    assert run("plan", BRIEF, "--out", str(tmp_path / "o")).exit_code == 0
    assert b"\x1b" not in (tmp_path / "o" / "plan.md").read_bytes()
    assert schema.load((tmp_path / "o" / "plan.json").read_bytes()) == plan


def test_written_files_follow_the_umask(run: Run, stage: Stage, tmp_path: Path) -> None:
    assert run("plan", BRIEF, "--out", str(tmp_path / "o")).exit_code == 0
    plain = tmp_path / "plain"
    plain.write_text("", encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "o" / "plan.json").stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
