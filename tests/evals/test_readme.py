"""The page about the suites lists what there is, and its example is a suite."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.evals import suites
from assistant.evals.cases import Case
from assistant.evals.scorers import SCORERS
from assistant.evals.scripted import SCRIPTS

_PAGE = (Path(__file__).resolve().parents[2] / "evals" / "README.md").read_text(encoding="utf-8")


def listed(heading: str) -> set[str]:
    section = re.split(r"\n## ", _PAGE.partition(f"## {heading}\n")[2])[0]
    cells = re.findall(r"(?m)^\| (`[^|]+`) \|", section)
    return {name for cell in cells for name in re.findall(r"`([\w-]+):?`", cell)}


def test_the_tables_list_all_there_is_and_nothing_else() -> None:
    assert listed("The shipped suites") == set(suites.shipped())
    assert listed("Scorers") == set(SCORERS)
    assert listed("Scripted models") == set(SCRIPTS)
    assert listed("A suite of your own") == set(Case.model_fields)


def test_the_example_is_a_sound_suite(tmp_path: Path) -> None:
    head, line = (re.search(rf"```{kind}\n(.*?)```", _PAGE, re.S) for kind in ("toml", "json"))
    assert head is not None
    assert line is not None
    (tmp_path / "suite.toml").write_text(head[1], encoding="utf-8")
    (tmp_path / "cases.jsonl").write_text(line[1], encoding="utf-8")
    assert [placed.case.id for placed in suites.find(str(tmp_path)).cases] == ["returns"]
