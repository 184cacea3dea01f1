"""A key is kept for its owner alone, is used by the settings after `.env`, and is never seen again."""

from __future__ import annotations

import stat
import sys
import types
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant import settings
from tests.cli.conftest import Run

KEY = "sk-ant-api03-" + "q" * 40


def test_a_kept_key_is_private_and_used(run: Run, own_home: Path) -> None:
    result = run("keys", "set", "anthropic", input=f"{KEY}\n")
    assert result.exit_code == 0, result.stderr
    assert KEY not in result.output
    assert stat.S_IMODE((own_home / "keys").stat().st_mode) == 0o600
    assert stat.S_IMODE(own_home.stat().st_mode) == 0o700
    found = settings.load()
    assert found.anthropic_api_key is not None
    assert found.anthropic_api_key.reveal() == KEY
    assert found.source["ANTHROPIC_API_KEY"] == "kept keys"


def test_the_environment_and_dotenv_win_over_a_kept_key_and_that_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("OPENAI_API_KEY=of-the-folder\n", encoding="utf-8")
    (tmp_path / "assistant.toml").write_text('ANTHROPIC_API_KEY = "of-the-project"\n', encoding="utf-8")
    told = run("keys", "set", "openai", input="kept-one\n")
    assert ".env still wins" in told.stderr
    assert run("keys", "set", "anthropic", input="kept-two\n").stderr == ""
    found = settings.load()
    assert found.openai_api_key is not None
    assert found.anthropic_api_key is not None
    assert (found.openai_api_key.reveal(), found.anthropic_api_key.reveal()) == ("of-the-folder", "kept-two")


def test_an_address_of_the_folder_never_gets_a_kept_key(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("keys", "set", "anthropic", input=f"{KEY}\n")
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ANTHROPIC_BASE_URL=https://elsewhere.example\n", encoding="utf-8")
    found = settings.load()
    assert found.anthropic_base_url is None
    assert [line for line in found.notices() if "ANTHROPIC_BASE_URL" in line and "ignored" in line]


def test_keys_are_listed_by_place_and_forgotten_on_demand(run: Run, own_home: Path) -> None:
    run("keys", "set", "openai", input=f"{KEY}\n")
    listed = run("keys", "list")
    assert str(own_home / "keys") in listed.stdout
    assert "assistant keys set anthropic" in listed.stdout
    rows = {row["provider"]: row["found_in"] for row in from_json(run("keys", "list", "--json").stdout)["keys"]}
    assert rows == {"anthropic": None, "openai": str(own_home / "keys")}
    assert KEY not in listed.output
    assert from_json(run("keys", "remove", "openai", "--json").stdout) == {"provider": "openai", "removed": True}
    assert "was kept" in run("keys", "remove", "openai").stdout
    assert settings.load().openai_api_key is None


@pytest.mark.parametrize("typed", ["", "\n", "two words\n", "sk-\x1b[2J\n", "clé\n", "x" * 1_500 + "\n"])
def test_what_is_no_key_is_refused_and_not_repeated(run: Run, own_home: Path, typed: str) -> None:
    result = run("keys", "set", "anthropic", input=typed)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert typed.strip() == "" or typed.strip() not in result.output
    assert not (own_home / "keys").exists()


def test_with_a_keyring_the_file_only_says_where(run: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[tuple[str, str], str] = {}
    ring = types.ModuleType("keyring")
    vars(ring).update(
        set_password=lambda service, name, value: held.__setitem__((service, name), value),
        get_password=lambda service, name: held.get((service, name)),
        delete_password=lambda service, name: held.pop((service, name)),
    )
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert run("keys", "set", "anthropic", "--keyring", input=f"{KEY}\n").exit_code == 0
    assert KEY not in (own_home / "keys").read_text(encoding="utf-8")
    kept = settings.load().anthropic_api_key
    assert kept is not None
    assert kept.reveal() == KEY
    run("keys", "remove", "anthropic")
    assert not held


def test_without_the_keyring_package_one_sentence_says_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    result = run("keys", "set", "anthropic", "--keyring", input=f"{KEY}\n")
    assert result.exit_code == 2
    assert "pip install keyring" in result.stderr
