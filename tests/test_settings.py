"""A setting comes from the nearest place that names it, and a folder somebody else made cannot redirect a key."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from assistant import settings
from assistant.errors import InputError

_URLS = (("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"), ("OPENAI_API_KEY", "OPENAI_BASE_URL"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The working folder of the person, empty."""
    made = tmp_path / "work"
    made.mkdir()
    return made


def _user_file(config: Path, text: str) -> dict[str, str]:
    path = config / "product-first-assistant" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return {"XDG_CONFIG_HOME": str(config)}


def test_nothing_set_means_offline_and_free(folder: Path) -> None:
    found = settings.load(environ={}, cwd=folder)
    assert (found.model, found.model_chosen, found.max_cost_usd, found.notes) == ("offline", False, None, ())
    assert found.keys_found() == ()
    assert dict(found.source) == {}


def test_each_place_wins_over_those_after_it(folder: Path, tmp_path: Path) -> None:
    environ = _user_file(tmp_path / "config", 'ASSISTANT_MODEL = "user:file"')
    seen = [settings.load(environ=environ, cwd=folder).model]
    (folder / "assistant.toml").write_text('ASSISTANT_MODEL = "project:file"', encoding="utf-8")
    seen.append(settings.load(environ=environ, cwd=folder).model)
    (folder / ".env").write_text("ASSISTANT_MODEL=dot:env\n", encoding="utf-8")
    seen.append(settings.load(environ=environ, cwd=folder).model)
    environ["ASSISTANT_MODEL"] = "from:environment"
    seen.append(settings.load(environ=environ, cwd=folder).model)
    seen.append(settings.load(flags={"ASSISTANT_MODEL": "a:flag"}, environ=environ, cwd=folder).model)
    assert seen == ["user:file", "project:file", "dot:env", "from:environment", "a:flag"]


def test_every_value_says_where_it_came_from(folder: Path) -> None:
    (folder / ".env").write_text("ASSISTANT_MAX_COST_USD=0.5\n", encoding="utf-8")
    found = settings.load(flags={"ASSISTANT_MODEL": "offline"}, environ={"OPENAI_API_KEY": "k"}, cwd=folder)
    assert dict(found.source) == {
        "ASSISTANT_MODEL": "flag",
        "ASSISTANT_MAX_COST_USD": str(folder / ".env"),
        "OPENAI_API_KEY": "environment",
    }


def test_an_empty_value_counts_as_not_set(folder: Path) -> None:
    (folder / ".env").write_text("OPENAI_API_KEY=from-file\n", encoding="utf-8")
    found = settings.load(environ={"OPENAI_API_KEY": ""}, cwd=folder)
    assert found.openai_api_key is not None
    assert found.openai_api_key.reveal() == "from-file"


def test_the_env_file_is_read_as_people_write_it(folder: Path) -> None:
    lines = ("# a comment", "", "export ASSISTANT_MODEL='openai:x'", 'OPENAI_API_KEY = "k=1"', "UNRELATED=1", "broken")
    (folder / ".env").write_text("\n".join(lines), encoding="utf-8")
    found = settings.load(environ={}, cwd=folder)
    assert found.model == "openai:x"
    assert found.openai_api_key is not None
    assert found.openai_api_key.reveal() == "k=1"
    assert set(found.source) == {"ASSISTANT_MODEL", "OPENAI_API_KEY"}


@pytest.mark.parametrize(("key", "url"), _URLS)
@pytest.mark.parametrize(("file", "form"), [(".env", "{}={}\n"), ("assistant.toml", '{} = "{}"\n')])
def test_a_folder_cannot_redirect_a_key_it_did_not_bring(
    folder: Path, file: str, form: str, key: str, url: str
) -> None:
    (folder / file).write_text(form.format(url, "https://elsewhere.example"), encoding="utf-8")
    found = settings.load(environ={key: "from-the-environment"}, cwd=folder)
    assert url not in found.source
    assert (found.anthropic_base_url, found.openai_base_url) == (None, None)


@pytest.mark.parametrize(("key", "url"), _URLS)
def test_a_folder_that_brings_key_and_address_is_taken_at_its_word(folder: Path, key: str, url: str) -> None:
    (folder / ".env").write_text(f"{key}=k\n{url}=https://gateway.example\n", encoding="utf-8")
    found = settings.load(environ={}, cwd=folder)
    assert found.source[url] == found.source[key] == str(folder / ".env")
    assert "https://gateway.example" in (found.anthropic_base_url, found.openai_base_url)


def test_an_address_the_folder_may_not_set_leaves_the_users_own_in_force(folder: Path, tmp_path: Path) -> None:
    environ = _user_file(tmp_path / "config", 'OPENAI_BASE_URL = "https://mine.example"')
    (folder / ".env").write_text("OPENAI_BASE_URL=https://elsewhere.example\n", encoding="utf-8")
    found = settings.load(environ=environ | {"OPENAI_API_KEY": "k"}, cwd=folder)
    assert found.openai_base_url == "https://mine.example"


def test_key_and_address_of_different_folder_files_are_not_a_pair(folder: Path) -> None:
    (folder / ".env").write_text("OPENAI_API_KEY=k\n", encoding="utf-8")
    (folder / "assistant.toml").write_text('OPENAI_BASE_URL = "https://elsewhere.example"', encoding="utf-8")
    assert settings.load(environ={}, cwd=folder).openai_base_url is None


@pytest.mark.parametrize("amount", ["free", "-1", "inf", "nan", "1,50"])
def test_a_limit_that_is_no_amount_is_refused_in_one_sentence(folder: Path, amount: str) -> None:
    with pytest.raises(InputError, match="ASSISTANT_MAX_COST_USD") as refused:
        settings.load(environ={"ASSISTANT_MAX_COST_USD": amount}, cwd=folder)
    assert refused.value.exit_code == 2
    assert amount in refused.value.sentence()
    assert "\n" not in refused.value.sentence()


@pytest.mark.parametrize(("amount", "read"), [("0", 0.0), ("0.50", 0.5)])
def test_a_limit_in_dollars_is_read(folder: Path, amount: str, read: float) -> None:
    assert settings.load(environ={"ASSISTANT_MAX_COST_USD": amount}, cwd=folder).max_cost_usd == read


@pytest.mark.parametrize(
    "text", [b"ASSISTANT_MODEL = ", b"\xff\xfe\x00", b'ASSISTANT_NOTES = ["a", "b"]', b"ASSISTANT_MODEL = true"]
)
def test_a_broken_settings_file_is_named(folder: Path, text: bytes) -> None:
    (folder / "assistant.toml").write_bytes(text)
    with pytest.raises(InputError) as refused:
        settings.load(environ={}, cwd=folder)
    assert refused.value.where == str(folder / "assistant.toml")
    assert refused.value.fix


def test_notes_are_a_list_of_paths_and_home_folders_are_expanded(folder: Path, own_home: Path) -> None:
    found = settings.load(environ={"ASSISTANT_NOTES": "~/mine:other"}, cwd=folder)
    assert found.notes == (own_home.parent / "mine", Path("other"))


def test_a_key_shows_in_no_repr(folder: Path) -> None:
    found = settings.load(environ={"ANTHROPIC_API_KEY": "sk-very-secret"}, cwd=folder)
    assert found.keys_found() == ("ANTHROPIC_API_KEY",)
    assert "sk-very-secret" not in repr(found)
    assert "sk-very-secret" not in f"{found.anthropic_api_key}"


def test_the_chosen_home_is_absolute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert settings.load(environ={"ASSISTANT_HOME": "here"}, cwd=folder).home == folder / "here"


def test_a_checkout_keeps_what_it_learns_under_evals_usage() -> None:
    home = settings.home()
    assert home.parts[-2:] == ("evals", "usage")
    assert (home.parents[1] / "corpus" / "product-first.md").is_file()


def test_the_data_folder_is_the_users_alone(tmp_path: Path) -> None:
    wide = tmp_path / "wide"
    wide.mkdir(mode=0o777)
    for path in (tmp_path / "new" / "deep", wide):
        assert stat.S_IMODE(settings.private_folder(path).stat().st_mode) == 0o700


def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands here", encoding="utf-8")
    for path in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(InputError) as refused:
            settings.private_folder(path)
        assert refused.value.code == "home_not_writable"
        assert str(path) in refused.value.sentence()
        assert "ASSISTANT_HOME" in refused.value.fix


def test_the_example_file_names_every_variable_and_sets_none(folder: Path) -> None:
    text = (Path(settings.__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    lines = text.splitlines()
    named = [line.removeprefix("# ").partition("=")[0] for line in lines if line.startswith("# ") and _is_setting(line)]
    assert sorted(named) == sorted(settings.VARIABLES)
    (folder / ".env").write_text(text, encoding="utf-8")
    assert dict(settings.load(environ={}, cwd=folder).source) == {}


def test_each_variable_of_the_example_file_is_explained() -> None:
    text = (Path(settings.__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    blocks = [block.splitlines() for block in text.strip().split("\n\n")]
    settings_blocks = [block for block in blocks if _is_setting(block[-1])]
    assert len(settings_blocks) == len(settings.VARIABLES)
    assert all(len(block) > 1 and not any(map(_is_setting, block[:-1])) for block in settings_blocks)


def _is_setting(line: str) -> bool:
    name, equals, _ = line.removeprefix("# ").partition("=")
    return bool(equals) and name.isupper() and " " not in name


@pytest.mark.parametrize("name", ["ASSISTANT_TURN_SECONDS", "ASSISTANT_CALL_SECONDS"])
def test_seconds_are_read_and_what_cannot_be_waited_for_is_refused(name: str, folder: Path) -> None:
    field = name.removeprefix("ASSISTANT_").lower()
    assert getattr(settings.load(environ={name: "900"}, cwd=folder), field) == 900.0
    assert getattr(settings.load(environ={}, cwd=folder), field) in (600.0, 120.0)
    for wrong in ("soon", "0", "-3", "nan", "inf", "1e9"):
        with pytest.raises(InputError) as refused:
            settings.load(environ={name: wrong}, cwd=folder)
        assert name in refused.value.message and repr(wrong) in refused.value.message


def test_the_clocks_of_the_log_are_whole_days_and_numbers_stay_as_long_as_words(tmp_path: Path) -> None:
    def clocks(**environ: str) -> tuple[int, int]:
        found = settings.load(environ=environ, cwd=tmp_path)
        return found.content_days, found.numbers_days

    assert clocks() == (90, 400)
    assert clocks(ASSISTANT_CONTENT_DAYS="30") == (30, 400)
    assert clocks(ASSISTANT_CONTENT_DAYS="500") == (500, 500)
    assert clocks(ASSISTANT_CONTENT_DAYS="7", ASSISTANT_NUMBERS_DAYS="30") == (7, 30)
    for days in ("0", "-1", "2.5", "soon", "nan", "36501"):
        with pytest.raises(InputError, match="ASSISTANT_CONTENT_DAYS must be whole days"):
            clocks(ASSISTANT_CONTENT_DAYS=days)
    with pytest.raises(InputError, match="cannot keep content for 90 days and its numbers for 30 only"):
        clocks(ASSISTANT_NUMBERS_DAYS="30")


@pytest.mark.parametrize("name", [".env", "assistant.toml"])
def test_a_folder_cannot_set_the_clocks_of_the_log(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('ASSISTANT_CONTENT_DAYS="1"\nASSISTANT_NUMBERS_DAYS="1"\n', encoding="utf-8")
    found = settings.load(environ={}, cwd=tmp_path)
    assert (found.content_days, found.numbers_days) == (90, 400)
