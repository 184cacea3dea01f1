"""Every command that reads a plan refuses what is none in one sentence with a code, and shows no attack."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic_core import from_json, to_json

from assistant.planning import schema
from tests.cli.conftest import Run, Stage
from tests.planning.changes import changed
from tests.planning.plans import support
from tests.planning.renderings.hostile import SCRIPTS, attacked, read

PLAN = schema.dump(support())
ANSWER = PLAN.index('"answer"')
FIRST_VALUE = '"value": 8.0'
LINE = PLAN[: PLAN.index(FIRST_VALUE)].count("\n") + 1
WHERE = "'this_week.0.hours.value'"
BAD: dict[str, tuple[bytes, str]] = {
    "an unknown key": (PLAN.replace('"title"', '"colour": "red",\n  "title"', 1).encode(), "colour"),
    "an unknown key deep inside": (PLAN.replace('"kind": "ship"', '"kind": "ship", "colour": 1', 1).encode(), "stages"),
    "a newer version": (PLAN.replace('"schema_version": 2', '"schema_version": 3').encode(), "schema_version 3"),
    "a version that never was": (PLAN.replace('"schema_version": 2', '"schema_version": 0').encode(), "'0'"),
    "no version": (PLAN.replace('"schema_version": 2,', "").encode(), "no schema_version"),
    "an incomplete older version": (b'{"schema_version": 1}', "schema"),
    "NaN": (PLAN.replace(FIRST_VALUE, '"value": NaN', 1).encode(), f"NaN at {WHERE}, line {LINE}, is not a number"),
    "infinity": (
        PLAN.replace(FIRST_VALUE, '"value": -Infinity', 1).encode(),
        f"-Infinity at {WHERE}, line {LINE}, is not a number",
    ),
    "infinity in digits": (
        PLAN.replace(FIRST_VALUE, '"value": 1e999', 1).encode(),
        f"1e999 at {WHERE}, line {LINE}, is not a number",
    ),
    "a key that stands twice": (
        PLAN.replace('"title"', '"revision": 9,\n  "title"', 1).encode(),
        "The key 'revision' stands twice, on lines",
    ),
    "a key that stands twice deep inside": (
        PLAN.replace('"kind": "ship"', '"kind": "ship", "kind": "label"', 1).encode(),
        ".kind' stands twice",
    ),
    "UTF-16": (PLAN.encode("utf-16"), "UTF-16"),
    "ten megabytes": (b'{"schema_version": 2, "title": "' + b"x" * 10_000_000 + b'"}', "5 MB"),
    "nested without end": (b'{"a":' * 100_000, "not JSON"),
    "cut off": (PLAN[:ANSWER].encode(), "not JSON"),
    "a list": (b"[{}]", ""),
    "text in place of a list": (PLAN.replace('"stages": [', '"stages": "none", "x": [', 1).encode(), ""),
    "a stage of no kind": (PLAN.replace('"kind": "ship"', '"kind": "launch"', 1).encode(), "stages"),
    "binary": (b"\x00\x01\x02", "binary"),
    "latin-1": (b'{"title": "caf\xe9"}', "UTF-8"),
    "empty": (b" \n", "empty"),
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "BAD"),
    "diff, first": ("diff", "BAD", "GOOD"),
    "diff, second": ("diff", "GOOD", "BAD"),
    "gates": ("gates", "BAD"),
    "revise": ("revise", "BAD", "--note", "budget halved"),
    "revise from use": ("revise", "BAD", "--from-usage"),
    "export to md": ("export", "BAD", "--to", "md"),
    "export to html": ("export", "BAD", "--to", "html"),
    "export to spec-kit": ("export", "BAD", "--to", "spec-kit"),
}


def command(name: str, folder: Path, bad: bytes) -> list[str]:
    """The command's words, with files in place of BAD and GOOD."""
    (folder / "bad.json").write_bytes(bad)
    (folder / "good.json").write_text(PLAN, encoding="utf-8")
    files = {"BAD": str(folder / "bad.json"), "GOOD": str(folder / "good.json")}
    return [files.get(word, word) for word in COMMANDS[name]]


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_no_plan_gets_one_sentence_and_a_code(
    run: Run, stage: Stage, tmp_path: Path, name: str, what: str
) -> None:
    data, says = BAD[what]
    words = command(name, tmp_path, data)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    (sentence,) = result.stderr.splitlines()
    assert says in sentence
    assert "Traceback" not in sentence
    error = from_json(run(*words, "--json").stdout)["error"]
    assert error["code"] == "plan_file"
    assert error["message"] and error["fix"] and error["where"].endswith("bad.json")
    assert stage.asked == [], "nothing was drafted for a plan that cannot be read"


CIRCLE = schema.dump(changed(support(), {"stages[0].depends_on": ["tune"]}))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("check", "BAD"), 1),
        (("export", "BAD", "--to", "md"), 1),
        (("export", "BAD", "--to", "html"), 1),
        (("export", "BAD", "--to", "mermaid"), 1),
        (("export", "BAD", "--to", "spec-kit"), 1),
        (("diff", "GOOD", "BAD"), 0),
        (("gates", "BAD"), 5),
    ],
)
def test_stages_in_a_circle_are_a_draft_that_every_command_survives(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    COMMANDS["circle"] = words
    result = run(*command("circle", tmp_path, CIRCLE.encode()))
    del COMMANDS["circle"]
    assert result.exit_code == code
    if words[0] == "check":
        assert "PF106 error stages: The stages wait for each other in a circle" in result.stdout
    if words[-1] in ("md", "html"):
        assert "This is a draft, not to be acted on: it breaks PF102, PF106" in result.stdout.replace(" and", ",")


TERMINAL = "\x1b]52;c;aGFja2Vk\x07\x1b[31m\x1b]8;;http://plans.example\x07x\x9b2J\u202e\u200b\U000e0041"
DRIVES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
"""What could drive a terminal or turn text around; a tab and a line feed could not."""


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_plan_full_of_scripts_and_sequences_is_shown_as_text(
    run: Run, stage: Stage, tmp_path: Path, name: str, as_json: bool
) -> None:
    plan = attacked(support(), f"<script>alert(1)</script>{TERMINAL}")
    stage.turn = replace(stage.turn, plan=plan, status="complete")
    words = command(name, tmp_path, to_json(plan))
    result = run(*words, *(["--json"] if as_json else []))
    assert result.exit_code in (0, 1, 2, 5)
    assert not DRIVES.search(result.stdout + result.stderr)
    if as_json:
        assert isinstance(from_json(result.stdout), dict)
    if name == "export to html":
        page = read(from_json(result.stdout)["text"] if as_json else result.stdout)
        assert page.named("script") == []
        assert [meta["content"] for meta in page.named("meta") if meta.get("http-equiv")] != []


@pytest.mark.parametrize("attack", SCRIPTS)
def test_an_exported_page_runs_nothing_and_forbids_it_once_more(run: Run, tmp_path: Path, attack: str) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(to_json(attacked(support(), attack)))
    page = read(run("export", str(file), "--to", "html").stdout)
    assert {name for name, _ in page.elements} & {"script", "iframe", "img", "object", "form", "input"} == set()
    assert [name for _, keys in page.elements for name in keys if name.startswith("on")] == []
    (policy,) = [meta["content"] for meta in page.named("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None and policy.startswith("default-src 'none'")


def test_a_plan_of_an_older_version_is_read_by_every_command(run: Run, stage: Stage, tmp_path: Path) -> None:
    older = (Path(__file__).parents[1] / "planning" / "older" / "version-1.json").read_bytes()
    for name, code in (("check", None), ("diff, first", 0), ("gates", 5), ("export to md", None)):
        result = run(*command(name, tmp_path, older))
        assert result.exit_code == code if code is not None else result.exit_code in (0, 1)
        assert "schema" not in result.stderr
        assert result.stdout
