"""However a command ends: one line, the right code, and no traceback on the terminal."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic_core import from_json

from tests.cli.conftest import Run, Stage
from tests.usage import made

ROOT = Path(__file__).parents[2]


def shell(command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command line in a real shell; `assistant` is the console script."""
    script = f'assistant() {{ "{sys.executable}" -m assistant.cli "$@"; }}; set -o pipefail; {command}'
    return subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
    )


def test_a_fault_of_ours_is_one_line_and_a_private_report(
    run: Run, stage: Stage, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "sk-ant-api03-" + "q" * 40
    monkeypatch.setenv("OPENAI_API_KEY", "an-unusual-key-value")
    stage.error = RuntimeError(f"no way with {secret} nor an-unusual-key-value")
    result = run("plan", made.BRIEF)
    assert result.exit_code == 70
    assert "Traceback" not in result.output
    (report,) = (own_home / "reports").iterdir()
    assert str(report) in result.stderr.splitlines()[-1]
    text = report.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "RuntimeError: no way" in text
    assert secret not in text
    assert "an-unusual-key-value" not in text
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700


def test_a_fault_of_ours_under_json_is_a_document(run: Run, stage: Stage, own_home: Path) -> None:
    stage.error = RuntimeError("no way")
    error = from_json(run("plan", made.BRIEF, "--json").stdout)["error"]
    assert error["code"] == "fault"
    assert Path(error["where"]).parent == own_home / "reports"


def test_a_fault_without_a_place_for_the_report_still_ends_in_one_line(
    run: Run, stage: Stage, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_home(*args: object, **options: object) -> None:
        (own_home.parent / "in-the-way").write_text("", encoding="utf-8")
        monkeypatch.setenv("ASSISTANT_HOME", str(own_home.parent / "in-the-way"))
        raise RuntimeError("no way")

    monkeypatch.setattr("assistant.app.build", break_home)
    result = run("plan", made.BRIEF)
    assert result.exit_code == 70
    assert "no report could be written" in result.stderr.splitlines()[-1]


def test_a_reader_that_left_is_no_failure() -> None:
    done = shell("assistant rule | head -1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    assert shell("assistant rule | true").stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_stdout_is_one_sentence() -> None:
    for option in ("", "--json"):
        done = shell(f"assistant rule {option} > /dev/full")
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "Exception" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_home_that_may_not_be_written_is_one_sentence(run: Run, own_home: Path) -> None:
    own_home.mkdir(parents=True)
    own_home.chmod(0o500)
    result = run("usage", "stats")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_a_home_that_is_a_file_is_one_sentence(run: Run, own_home: Path) -> None:
    own_home.parent.mkdir(exist_ok=True)
    own_home.write_text("", encoding="utf-8")
    result = run("usage", "stats")
    assert result.exit_code == 2
    assert "ASSISTANT_HOME" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_unknown_model_and_a_missing_key_have_their_codes() -> None:
    unknown = shell(f"assistant plan '{made.BRIEF}' --model cluade")
    assert unknown.returncode == 2
    assert "cluade" in unknown.stderr
    missing = shell(f"assistant plan '{made.BRIEF}' --model anthropic:claude-sonnet-5-5")
    assert missing.returncode == 3
    assert "ANTHROPIC_API_KEY" in missing.stderr
    assert len(missing.stderr.splitlines()) == len(unknown.stderr.splitlines()) == 1


def test_a_settings_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text("this is = = not toml", encoding="utf-8")
    done = shell(f"cd '{tmp_path}' && assistant usage stats --json")
    assert done.returncode == 2
    assert "assistant.toml" in from_json(done.stdout)["error"]["where"]


def test_an_encoding_without_our_letters_is_no_failure() -> None:
    done = shell("assistant rule", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
