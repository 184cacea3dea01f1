"""One's own notes: added once, read where they lie, and told apart from what cannot be read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant import app, settings
from assistant.cli import failure
from assistant.cli.tree import root
from assistant.knowledge import embedding, generation, roots, text_cache
from assistant.knowledge.stamps import stamp_of
from assistant.knowledge.text_cache import Seen, TextCache
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def by_words_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read and left out does not depend on vectors, and making them takes most of the time."""
    if "counts" not in request.node.name:
        monkeypatch.setattr(embedding, "packaged", lambda: None)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A small Obsidian vault with a page, a sub-folder, a picture, and a build folder that git ignores."""
    folder = tmp_path / "vault"
    for name in (".obsidian", "fares", "build"):
        (folder / name).mkdir(parents=True)
    (folder / ".gitignore").write_text("build/\n")
    (folder / "build" / "out.md").write_text("# Made\n\nThe zeppelin is made of helium.\n")
    (folder / "fares" / "zeppelin.md").write_text(
        "---\ntitle: Fares\naliases:\n  - Dirigible\n---\n[[Hangar|It]] asks 40 crowns a ride.\n"
    )
    (folder / "hangar.html").write_text("<h1>Hangar</h1><p>It opens at nine sharp.</p>")
    (folder / "map.png").write_bytes(b"\x89PNG")
    (folder / "torn.docx").write_bytes(b"PK\x03\x04 torn")
    return folder


def test_added_notes_are_read_where_they_lie_from_then_on(run: Run, vault: Path) -> None:
    before = sorted(path.name for path in vault.rglob("*"))
    result = run("notes", "add", str(vault))
    assert result.exit_code == 0, result.output
    assert "(vault, added): 2 notes read" in result.stdout
    assert "torn.docx: a damaged Word file" in result.stdout
    assert "not read, other kinds of file: 1 .png" in result.stdout
    [first, *_] = from_json(run("notes", "search", "crowns for a ride", "--json").stdout)["passages"]
    assert (first["note"], first["heading"]) == ("fares/zeppelin.md", "")
    assert _found(run, "dirigible")[0]["note"] == "fares/zeppelin.md"
    (vault / "fares" / "zeppelin.md").write_text("A ride is 55 crowns now.\n")
    [first, *_] = from_json(run("notes", "search", "crowns for a ride", "--json").stdout)["passages"]
    assert first["quote"] == "A ride is 55 crowns now."
    assert sorted(path.name for path in vault.rglob("*")) == before


def test_the_list_tells_each_place_and_each_file_left_out_with_its_reason(run: Run, vault: Path) -> None:
    run("notes", "add", str(vault))
    [place] = from_json(run("notes", "list", "--json").stdout)["notes"]
    assert (place["path"], place["kind"], place["source"], place["documents"]) == (str(vault), "vault", "added", 2)
    reasons = {Path(file["path"]).name: file["reason"] for file in place["skipped"]}
    assert set(reasons) == {"map.png", "torn.docx", ".obsidian", ".gitignore", "build"}
    assert reasons["build"] == "named in .gitignore, with all in it"
    assert reasons[".gitignore"] == "hidden"
    everything = run("notes", "list", "--all").stdout
    assert all(name in everything for name in reasons)
    assert (
        "passed over: 2 hidden, 1 named in .gitignore; which: assistant notes list --all" in run("notes", "list").stdout
    )


def test_a_day_that_is_none_is_told_with_the_note_that_says_it(run: Run, vault: Path) -> None:
    (vault / "fog.md").write_text("---\nas_of: 23.11.2026\nreview_by: soon\n---\nNo ride leaves in fog.\n")
    (vault / "hour.md").write_text("---\nas_of: 2026-11-23T10:30\n---\nThe hangar is locked at noon.\n")
    told = run("notes", "add", str(vault)).stdout
    assert "fog.md: its as_of “23.11.2026” and review_by “soon” are no days such as 2026-11-23" in told
    assert "hour.md" not in told
    since = run("notes", "search", "the hangar is locked at noon", "--since", "2026-11-23", "--source", "notes")
    assert "hour.md" in since.stdout
    assert "fog.md" in since.stderr


def test_an_empty_file_and_a_pattern_without_a_match_are_said_to_be_so(run: Run, vault: Path) -> None:
    (vault / "blank.md").write_text("\n \n")
    added = run("notes", "add", str(vault)).stdout
    assert "blank.md: empty: there is nothing in it to read" in added
    assert "2 notes read" in added
    assert "nothing matches this pattern now" in run("notes", "add", f"{vault}/**/*.rst").stdout
    (vault / "bare").mkdir()
    assert (
        "bare: there is no file in it now; what comes later is taken in" in run("notes", "add", f"{vault}/bare").stdout
    )


def test_a_line_end_in_a_path_is_escaped_for_people_and_kept_for_programs(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "two\nlines"
    folder.mkdir()
    (folder / "a\nb.md").write_text("")
    for command in ("add", "list"):
        told = run("notes", command, *([str(folder)] if command == "add" else []))
        assert "two\\nlines" in told.stdout
        assert "a\\nb.md: empty" in told.stdout
        assert "two\nlines" not in told.output
    assert from_json(run("notes", "list", "--json").stdout)["notes"][0]["path"] == str(folder)
    missing = run("notes", "add", f"{folder}/no")
    assert "two\\nlines/no" in missing.stderr
    assert from_json(run("notes", "add", f"{folder}/no", "--json").stdout)["error"]["where"] == f"{folder}/no"
    assert "two\\nlines: removed" in run("notes", "remove", str(folder)).stdout


@pytest.mark.parametrize("command", [("add",), ("remove",), ("search", "fares", "--notes")])
def test_an_unset_variable_does_not_take_in_the_current_folder(
    run: Run, vault: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(vault)
    result = run("notes", *command, "", "--json")
    assert (result.exit_code, from_json(result.stdout)["error"]["message"]) == (2, "The path is empty")
    assert from_json(run("notes", "list", "--json").stdout) == {"notes": []}


def test_what_a_planted_note_hides_reaches_no_screen_and_stays_exact_for_programs(run: Run, tmp_path: Path) -> None:
    hidden = "\x1b[2J\x1b]0;owned\x07\u202e\u200b\ufeff\x9b31m\x7f\u2066\U000e0041"
    note = tmp_path / f"kumquat{hidden[:4]}\u202e.txt"
    note.write_text(f"# Kum{hidden}quat\n\nThe kumquat {hidden}rule is simple. {'It is plain. ' * 40}\n", newline="")
    run("notes", "add", str(note))
    for command in (("list",), ("search", "what is the kumquat rule"), ("search", "kumquat rule", "--json")):
        shown = run("notes", *command)
        assert not set(hidden.replace("[2J", "").replace("]0;owned", "").replace("31m", "")) & set(shown.output)
    [first, *_] = from_json(run("notes", "search", "what is the kumquat rule", "--json").stdout)["passages"]
    assert first["quote"] == note.read_text()[first["start"] : first["end"]]
    assert hidden in first["quote"]


def test_a_folder_whose_name_is_no_text_is_added_listed_searched_and_removed(run: Run, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff"))
    folder.mkdir()
    (folder / os.fsdecode(b"n\xfe.md")).write_text("Pomegranates ripen in the hangar.\n")
    assert run("notes", "add", str(folder)).exit_code == 0
    assert roots.listed(settings.load().home) == (folder,)
    listed = from_json(run("notes", "list", "--json").stdout)["notes"]
    assert (listed[0]["kind"], listed[0]["documents"]) == ("folder", 1)
    assert "Pomegranates" in _found(run, "when do pomegranates ripen")[0]["quote"]
    assert run("notes", "verify").exit_code == 0
    assert run("notes", "remove", str(folder)).exit_code == 0
    assert roots.listed(settings.load().home) == ()


@pytest.mark.parametrize("path", ["~nobody-of-that-name/notes", "no-folder/*.md", "a/***/****"])
def test_a_place_that_cannot_be_meant_is_one_sentence(run: Run, path: str) -> None:
    refused = run("notes", "add", path)
    assert refused.exit_code == 2
    assert path.lstrip("~") in refused.stderr
    assert len([line for line in refused.stderr.splitlines() if not line.startswith("·")]) == 1


def test_a_place_that_is_gone_is_named_and_everything_else_goes_on(run: Run, vault: Path, tmp_path: Path) -> None:
    run("notes", "add", str(vault))
    vault.rename(tmp_path / "elsewhere")
    result = run("notes", "search", "when is fine-tuning worth it")
    assert result.exit_code == 0
    assert "fine-tune-gate" in result.stdout
    assert f"{vault}: The notes cannot be read: no such file or directory" in result.stderr
    listed = run("notes", "list").stdout
    assert f"assistant notes remove {vault}" in listed
    assert run("notes", "remove", str(vault)).exit_code == 0
    assert "added no notes" in run("notes", "list").stderr


def test_removing_a_place_leaves_its_files_and_forgets_what_was_kept_of_them(run: Run, vault: Path) -> None:
    run("notes", "add", str(vault))
    home = settings.load().home
    assert b"opens at nine" in (home / text_cache.FILE).read_bytes()
    removed = from_json(run("notes", "remove", str(vault), "--json").stdout)
    assert removed == {"removed": [str(vault)]}
    assert (vault / "hangar.html").is_file()
    assert b"opens at nine" not in (home / text_cache.FILE).read_bytes()
    kept = [folder for folder in (home / generation.FOLDER).iterdir() if folder.is_dir()]
    assert [folder.name for folder in kept] == [generation.current(home / generation.FOLDER)]
    assert all(passage["note"] != "hangar.html" for passage in _found(run, "when does the hangar open"))


def _found(run: Run, query: str) -> list[dict[str, str]]:
    passages: list[dict[str, str]] = from_json(run("notes", "search", query, "--json").stdout)["passages"]
    return passages


def test_a_glob_takes_in_what_comes_later(run: Run, vault: Path) -> None:
    assert run("notes", "add", f"{vault}/**/*.md").exit_code == 0
    [place] = from_json(run("notes", "list", "--json").stdout)["notes"]
    assert (place["kind"], place["documents"]) == ("glob", 1)
    (vault / "crew.md").write_text("# Crew\n\nThe captain sleeps eight hours.\n")
    assert _found(run, "how long does the captain sleep")[0]["note"] == "crew.md"


@pytest.mark.parametrize("name", ["nothing", "map.png", "torn.docx"])
def test_what_cannot_be_read_is_not_added(run: Run, vault: Path, name: str) -> None:
    result = run("notes", "add", str(vault / name), "--json")
    error = from_json(result.stdout)["error"]
    assert (result.exit_code, error["where"]) == (2, str(vault / name))
    assert from_json(run("notes", "list", "--json").stdout) == {"notes": []}


def test_removing_what_was_never_added_changes_nothing(run: Run, vault: Path) -> None:
    run("notes", "add", str(vault))
    assert run("notes", "remove", str(vault), str(vault / "fares")).exit_code == 2
    assert len(from_json(run("notes", "list", "--json").stdout)["notes"]) == 1


def test_notes_of_the_settings_stand_beside_those_added(
    run: Run, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "team.md").write_text("# Team\n\nGusts above 30 knots ground the fleet.\n")
    monkeypatch.setenv("ASSISTANT_NOTES", str(tmp_path / "team.md"))
    run("notes", "add", str(vault))
    places = from_json(run("notes", "list", "--json").stdout)["notes"]
    assert [(Path(place["path"]).name, place["source"]) for place in places] == [
        ("vault", "added"),
        ("team.md", "environment"),
    ]
    assert _found(run, "which gusts ground the fleet")[0]["note"] == "team.md"


def test_a_new_note_is_private_to_its_reader_until_it_is_written(run: Run) -> None:
    made = from_json(run("notes", "new", "Our airship rules", "--json").stdout)
    note = Path(made["path"])
    assert note.name == "our-airship-rules.md"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    [place] = from_json(run("notes", "list", "--json").stdout)["notes"]
    assert place["documents"] == 0
    assert "not written yet" in place["skipped"][0]["reason"]
    assert run("notes", "new", "Our airship rules").exit_code == 2
    assert "# Our airship rules" in note.read_text()
    note.write_text("# Our airship rules\n\nNo airship leaves in fog thicker than 90 metres.\n")
    assert _found(run, "may an airship leave in fog")[0]["note"] == "our-airship-rules.md"


def test_a_new_note_goes_where_it_is_asked_to(run: Run, tmp_path: Path) -> None:
    assert run("notes", "new", "Fog", "--to", str(tmp_path)).exit_code == 0
    assert (tmp_path / "fog.md").is_file()
    assert run("notes", "new", "Fog", "--to", str(tmp_path / "no")).exit_code == 2
    assert run("notes", "new", "…").exit_code == 2


def test_verify_counts_tells_drift_and_fails_only_on_damage(run: Run, vault: Path) -> None:
    assert from_json(run("notes", "verify", "--json").stdout)["state"] == "none"
    run("notes", "add", str(vault))
    sound = from_json(run("notes", "verify", "--json").stdout)
    assert sound["state"] == "ready"
    assert sound["chunks"] == sound["vectors"] > 300
    assert not sound["added"] + sound["changed"] + sound["removed"]
    (vault / "fares" / "zeppelin.md").write_text("Free on Sundays.\n")
    (vault / "crew.md").write_text("Crew.\n")
    drifted = run("notes", "verify")
    assert drifted.exit_code == 0
    assert "changed since it was built: notes:fares/zeppelin.md" in drifted.stdout
    assert "new since it was built: notes:crew.md" in drifted.stdout
    words = settings.load().home / generation.FOLDER / sound["generation"] / "lexical.sqlite3"
    words.write_bytes(words.read_bytes()[:-100])
    damaged = run("notes", "verify", "--json")
    assert damaged.exit_code == 1
    assert from_json(damaged.stdout)["why"] == "a file is not what was written"


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_a_change_that_does_not_show_is_found_by_looking_closely(run: Run, vault: Path, command: str) -> None:
    place = vault / "fares.txt"
    place.write_text("A ride on the zeppelin costs 40 crowns.\n")
    run("notes", "add", str(vault))
    before = place.read_bytes()
    place.write_text("A ride on the zeppelin costs 50 crowns.\n")
    as_it_was = Seen(str(stamp_of(place.stat())), text_cache.key("text", before), before.decode(), "", "")
    with TextCache(settings.load().home) as cache:
        cache.saw({str(place): as_it_was}, ())
    assert "40 crowns" in str(_found(run, "what a ride on the zeppelin costs"))
    looked = run("notes", command)
    assert looked.exit_code == 0
    assert command == "rebuild" or "changed since it was built: notes:fares.txt" in looked.stdout
    assert "50 crowns" in str(_found(run, "what a ride on the zeppelin costs"))


def test_rebuild_makes_another_generation_of_the_same_passages(run: Run, vault: Path) -> None:
    run("notes", "add", str(vault))
    before = from_json(run("notes", "verify", "--json").stdout)
    built = from_json(run("notes", "rebuild", "--from-scratch", "--json").stdout)
    assert built["generation"] != before["generation"]
    assert built["passages"] == before["chunks"]
    assert from_json(run("notes", "verify", "--json").stdout)["state"] == "ready"


def test_a_damaged_list_is_one_sentence_and_nothing_is_lost(run: Run, vault: Path) -> None:
    run("notes", "add", str(vault))
    place = settings.load().home / "notes.json"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    place.write_text("{")
    result = run("notes", "list")
    assert result.exit_code == 2
    assert str(place) in result.stderr
    assert run("notes", "add", str(vault)).exit_code == 2
    assert place.read_text() == "{"


def test_a_disk_that_is_full_while_notes_are_indexed_says_what_stays(
    run: Run, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as while_full:
        while_full.setattr(generation, "publish", full)
        refused = run("notes", "add", str(vault))
    assert refused.exit_code == 2
    assert "The disk is full" in refused.stderr
    assert f"{vault} stays among your notes, and what was indexed is kept." in refused.stderr
    assert roots.listed(settings.load().home) == (vault,)
    assert "40 crowns" in str(_found(run, "what does a ride on the zeppelin cost"))


def test_a_list_that_cannot_be_written_stays_as_it_was(
    run: Run, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("notes", "add", str(vault))
    (tmp_path / "b.md").write_text("B.\n")
    home = settings.load().home
    before = sorted(path.name for path in home.iterdir())

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.knowledge.roots.os.fsync", full)
    refused = run("notes", "add", str(tmp_path / "b.md"))
    assert refused.exit_code == 2
    assert "The list of your notes cannot be written: no space left on device" in refused.stderr
    assert roots.listed(home) == (vault,)
    assert sorted(path.name for path in home.iterdir()) == before


def test_a_plan_cites_added_notes_and_a_measurement_does_not_read_them(run: Run, vault: Path) -> None:
    run("notes", "add", str(vault))
    chosen = settings.load()
    assert app.library(chosen).note("fares/zeppelin.md") is not None
    assert app.library(chosen, app.Wiring(listed=False)).note("fares/zeppelin.md") is None


def test_doctor_names_a_place_that_is_gone_and_the_command_that_takes_it_off(
    run: Run, vault: Path, tmp_path: Path
) -> None:
    run("notes", "add", str(vault))
    assert f"{vault}" in run("doctor").stdout
    vault.rename(tmp_path / "elsewhere")
    assert f"assistant notes remove {vault}" in run("doctor").stdout


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("search", "zebra"), "assistant notes rebuild"),
        (("rebuild",), "assistant notes rebuild"),
        (("remove", "VAULT"), "assistant notes rebuild --from-scratch"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_ctrl_c_tells_what_is_kept_and_the_command_that_goes_on(
    command: tuple[str, ...],
    says: str,
    vault: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    roots.add(settings.load().home, [vault])

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "_open_index", interrupted)
    typed = [str(vault) if word == "VAULT" else word for word in command]
    assert failure.run(root, ["notes", *typed], "assistant") == 130
    told = capsys.readouterr().err.splitlines()[-1]
    assert "interrupted; " in told
    assert says in told
    assert "usage show" not in told
