"""The documents cannot drift from the product: what they list is compared with what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant import errors, settings

_ROOT = Path(__file__).resolve().parents[1]
_PAGES = [_ROOT / "README.md", _ROOT / "CONTRIBUTING.md", *sorted((_ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
_INTERRUPTED = 130
_OTHER_CODES = {0, 1, _INTERRUPTED}


def _table(page: str) -> list[str]:
    text = (_ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"(?m)^\| `([^`]+)` \|", text)


def _kinds(root: type[errors.AssistantError]) -> set[type[errors.AssistantError]]:
    return {root} | {below for kind in root.__subclasses__() for below in _kinds(kind)}


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: str(page.relative_to(_ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not [link for link in _LINK.findall(text) if not (page.parent / link).exists()]


def test_every_page_can_be_found_from_the_index() -> None:
    index = _ROOT / "docs" / "index.md"
    linked = {(index.parent / link).resolve() for link in _LINK.findall(index.read_text(encoding="utf-8"))}
    assert set((_ROOT / "docs").glob("*.md")) - {index} <= linked


def test_the_exit_codes_are_those_of_the_errors() -> None:
    raised = {kind.exit_code for kind in _kinds(errors.AssistantError)}
    assert {int(code) for code in _table("exit-codes.md")} == raised | _OTHER_CODES
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    sentence = readme[readme.index("Exit codes:") :].partition("\n\n")[0]
    assert {int(code) for code in re.findall(r"`(\d+)`", sentence)} == raised | _OTHER_CODES


def test_the_settings_page_lists_every_variable() -> None:
    assert _table("settings.md") == list(settings.VARIABLES)


def test_the_layout_page_shows_every_part_and_no_other() -> None:
    text = (_ROOT / "docs" / "layout.md").read_text(encoding="utf-8")
    drawn = text[text.index("assistant/    the code") : text.index("tests/        mirrors")]
    parts = {path.name for path in (_ROOT / "assistant").iterdir() if (path / "__init__.py").is_file()}
    assert set(re.findall(r"\b([a-z]+)/ ", drawn.partition("\n")[2])) == parts
    modules = {path.name for path in (_ROOT / "assistant").glob("*.py")} - {"__init__.py", "__main__.py"}
    assert set(re.findall(r"\b([a-z_]+\.py)\b", drawn)) == modules


def test_the_layout_page_states_the_contract_that_is_checked() -> None:
    contract = (_ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.findall(r'^  "((?:assistant\.\w+(?: \| )?)+)",$', contract, re.M)
    arrows = " → ".join(layer.replace("assistant.", "") for layer in layers)
    assert arrows in (_ROOT / "docs" / "layout.md").read_text(encoding="utf-8")
    contributing = (_ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert arrows in " ".join(contributing.split())
