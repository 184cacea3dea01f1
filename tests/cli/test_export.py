"""`assistant export`: every format on stdout or in a file, nothing written over unasked, drafts never in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant import app
from assistant.cli.export import FORMATS
from assistant.planning import schema
from assistant.planning.findings import Finding
from assistant.planning.renderings import json_schema
from tests.cli.conftest import Run
from tests.planning.plans import stop, support

PRINTED = [name for name in FORMATS if name != "openspec"]
STARTS = {
    "md": "# Billing support assistant",
    "json": "{",
    "html": "<!DOCTYPE html>",
    "mermaid": "# Billing support assistant",
    "schema": "{",
    "spec-kit": "# Feature Specification: Billing support assistant",
}


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Finding]]:
    """What the review says of any plan; the hand-written ones quote notes that no corpus holds."""
    said: list[Finding] = []
    monkeypatch.setattr(app, "review_plan", lambda plan, **_: tuple(said))
    yield said


@pytest.fixture
def plan_file(tmp_path: Path, findings: list[Finding]) -> str:
    """A good plan on disk."""
    place = tmp_path / "plan.json"
    place.write_text(schema.dump(support()), encoding="utf-8")
    return str(place)


@pytest.mark.parametrize("to", PRINTED)
def test_every_format_prints(run: Run, plan_file: str, to: str) -> None:
    result = run("export", plan_file, "--to", to)
    assert result.exit_code == 0
    assert result.stdout.startswith(STARTS[to])
    assert result.stderr == ""


@pytest.mark.parametrize("to", PRINTED)
def test_a_file_holds_what_would_be_printed(run: Run, plan_file: str, tmp_path: Path, to: str) -> None:
    out = tmp_path / "deep" / "out"
    result = run("export", plan_file, "--to", to, "--out", str(out))
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_text(encoding="utf-8") == run("export", plan_file, "--to", to).stdout
    assert str(out) in result.stderr


def test_json_comes_back_as_the_same_plan(run: Run, plan_file: str) -> None:
    assert schema.load(run("export", plan_file, "--to", "json").stdout) == support()


def test_the_schema_needs_no_plan(run: Run) -> None:
    assert from_json(run("export", "--to", "schema").stdout) == json_schema.schema()
    assert run("export", "--to", "html").exit_code == 2


def test_a_plan_may_come_in_by_a_pipe(run: Run, findings: list[Finding]) -> None:
    result = run("export", "-", "--to", "html", input=schema.dump(support()))
    assert result.exit_code == 0
    assert "Billing support assistant" in result.stdout


@pytest.mark.parametrize("to", ["html", "openspec"])
def test_nothing_is_written_over_without_force(run: Run, plan_file: str, tmp_path: Path, to: str) -> None:
    out = tmp_path / "out"
    kept = out / "tasks.md" if to == "openspec" else out
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    refused = run("export", plan_file, "--to", to, "--out", str(out))
    assert refused.exit_code == 2
    assert str(kept) in refused.stderr
    assert (kept.read_text(encoding="utf-8"), sorted(tmp_path.rglob("*"))) == ("mine", before)
    assert run("export", plan_file, "--to", to, "--out", str(out), "--force").exit_code == 0
    assert kept.read_text(encoding="utf-8") != "mine"


def test_openspec_is_a_folder(run: Run, plan_file: str, tmp_path: Path) -> None:
    asked = run("export", plan_file, "--to", "openspec")
    assert asked.exit_code == 2
    assert "--out" in asked.stderr
    out = tmp_path / "change"
    document = from_json(run("export", plan_file, "--to", "openspec", "--out", str(out), "--json").stdout)
    assert document["to"] == "openspec"
    assert sorted(Path(place) for place in document["written"]) == sorted(p for p in out.rglob("*") if p.is_file())


def test_a_folder_that_cannot_be_filled_is_left_as_it_was(run: Run, plan_file: str, tmp_path: Path) -> None:
    out = tmp_path / "change"
    out.mkdir()
    (out / "specs").write_text("a file", encoding="utf-8")
    result = run("export", plan_file, "--to", "openspec", "--out", str(out))
    assert result.exit_code == 2
    assert [path.name for path in out.iterdir()] == ["specs"]


def test_a_draft_is_exported_and_called_one(run: Run, plan_file: str, findings: list[Finding], tmp_path: Path) -> None:
    findings += [
        Finding("PF101", "error", "stages", "Data first.", "Ship first."),
        Finding("PF303", "warning", "costs", "Old price.", "Renew it."),
    ]
    out = tmp_path / "plan.html"
    result = run("export", plan_file, "--to", "html", "--out", str(out))
    assert result.exit_code == 1
    assert out.is_file()
    assert "draft: it breaks PF101." in result.stderr


def test_a_plan_that_stops_has_no_spec(run: Run, findings: list[Finding]) -> None:
    result = run("export", "-", "--to", "spec-kit", "--json", input=schema.dump(stop()))
    assert result.exit_code == 2
    assert from_json(result.stdout)["error"]["code"] == "nothing_to_build"


@pytest.mark.parametrize(
    "data", [b"", b"# A plan in Markdown", b"{broken", b'{"schema_version": 99}', b"[" * 50_000, b"\xff\xfe"]
)
def test_what_is_no_plan_is_one_sentence(run: Run, data: bytes) -> None:
    result = run("export", "-", "--to", "html", input=data)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert set(from_json(run("export", "-", "--to", "html", "--json", input=data).stdout)["error"]) == {
        "code", "message", "where", "fix",
    }  # fmt: skip


def test_under_json_there_is_one_document(run: Run, plan_file: str) -> None:
    for to in PRINTED:
        document = from_json(run("export", plan_file, "--to", to, "--json").stdout)
        assert isinstance(document, dict)
        if to not in ("json", "schema"):
            assert set(document) == {"to", "text"}
            assert document["text"] == run("export", plan_file, "--to", to).stdout
