"""Code of the user's own that ends, hangs or prints costs its own case: the run says so, exits 5, and goes on later."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic_core import from_json

from assistant.cli.tree import root
from assistant.evals.crew import Clock, Crew
from assistant.evals.foreign import held

Run = Callable[..., Result]
HEAD = 'title = "Mine"\npurpose = "What I ask of it."\nreads = "product"\n'
GATE = '[[gate]]\nscorer = "right"\n'
SOUND = {
    "product.py": 'def answer(text):\n    return "No"\n',
    "scorers.py": "def right(case, answer):\n    return True\n\n\ndef short(case, answer):\n    return True\n",
}
IN_A_SCORER = 'import os, time\n\n\ndef right(case, answer):\n    if case["id"] == "b":\n        {}\n    return True\n'
IN_THE_PRODUCT = 'import os, time\n\n\ndef answer(text):\n    if "b" in text:\n        {}\n    return "No"\n'
WAYS = ["os._exit(0)", "raise SystemExit(0)", "raise KeyboardInterrupt", "time.sleep(1_000)", "raise GeneratorExit"]


@pytest.fixture
def run() -> Run:
    return lambda *words: CliRunner().invoke(root, ["eval", *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mine"
    made.mkdir()
    for file, text in SOUND.items():
        (made / file).write_text(text)
    (made / "suite.toml").write_text(HEAD + "seconds = 0.2\n" + GATE)
    lines = [json.dumps({"id": each, "input": f"case {each}"}) for each in "abc"]
    (made / "cases.jsonl").write_text("\n".join(lines))
    return made


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("file", "code"), [("scorers.py", IN_A_SCORER), ("product.py", IN_THE_PRODUCT)])
def test_what_ends_or_hangs_is_not_measured_and_completed_later(
    run: Run, folder: Path, own_home: Path, file: str, code: str, way: str
) -> None:
    (folder / file).write_text(code.format(way))
    broken = run("run", str(folder), "-j", "1")
    assert broken.exit_code == 5, broken.output
    assert "2 passed, 0 failed, 1 unmeasured" in broken.stdout
    assert "broke off" in broken.stdout
    (kept,) = (own_home / "evals").iterdir()
    assert f"assistant eval run --resume {kept.name}" in broken.stdout
    assert len((kept / "results.jsonl").read_text().splitlines()) == 3
    (folder / file).write_text(SOUND[file])
    resumed = run("run", "--resume", "last")
    assert resumed.exit_code == 0, resumed.output
    assert "3 passed, 0 failed, 0 unmeasured" in resumed.stdout
    lines = [from_json(line)["case"] for line in (kept / "results.jsonl").read_text().splitlines()]
    assert sorted(lines) == ["a", "b", "b", "c"]
    assert run("report", "last").exit_code == 0


def test_the_other_scorers_of_a_case_still_count(run: Run, folder: Path) -> None:
    hanging = IN_A_SCORER.format("time.sleep(1_000)")
    (folder / "scorers.py").write_text(hanging + "\n\ndef short(case, answer):\n    return True\n")
    document = from_json(run("run", str(folder), "--json").stdout)
    (result,) = [each for each in document["suites"][0]["results"] if each["case"] == "b"]
    assert {score["name"]: score["outcome"] for score in result["scores"]} == {"right": "unmeasured", "short": "pass"}
    assert "did not end within 0.2 seconds" in result["scores"][0]["reason"]


@pytest.mark.parametrize("line", ["import os\nos._exit(0)", "raise SystemExit(0)", "raise RuntimeError('x')", "1 / 0"])
@pytest.mark.parametrize("file", ["scorers.py", "product.py"])
def test_a_file_that_ends_while_it_is_loaded_is_one_sentence(run: Run, folder: Path, file: str, line: str) -> None:
    (folder / file).write_text(line + "\n" + SOUND[file])
    refused = run("run", str(folder))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "It cannot be loaded" in refused.stderr
    assert file in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_what_a_product_prints_does_not_stand_in_the_document(run: Run, folder: Path) -> None:
    (folder / "product.py").write_text('print("loaded")\n\n\ndef answer(text):\n    print("asked")\n    return "No"\n')
    shown = run("run", str(folder), "--json")
    assert from_json(shown.stdout)["verdict"] == "passed"
    assert "asked" in shown.stderr


def test_an_answer_that_is_no_text_is_named(run: Run, folder: Path) -> None:
    (folder / "product.py").write_text("def answer(text):\n    return None\n")
    refused = run("run", str(folder))
    assert refused.exit_code == 5
    assert "answer gave None" in refused.stdout
    assert "product.py" in refused.stdout


def test_a_process_that_was_begun_may_end_itself() -> None:
    with held():
        child = subprocess.run([sys.executable, "-c", "import os; os._exit(7)"], check=False)
        with pytest.raises(SystemExit, match=r"os\._exit\(3\)"):
            os._exit(3)
    assert child.returncode == 7


def test_a_crew_leaves_behind_what_is_late_and_finishes_the_rest() -> None:
    never = threading.Event()

    def work(item: str, begins: Clock) -> None:
        begins()
        if item.startswith("late"):
            never.wait()

    crew = Crew(1, 0.05, work)
    for item in ("late", "a", "late too", "b"):
        crew.add(item)
    ended = list(crew.results())
    never.set()
    crew.close()
    assert sorted(ended) == [("a", True), ("b", True), ("late", False), ("late too", False)]
