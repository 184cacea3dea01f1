"""The evals a plan asks for are a folder to run: nothing in it passes before it is written, and then it decides."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic_core import from_json

from assistant.cli.tree import root
from assistant.evals import scaffold, suites
from assistant.evals.bars import Bar, bar, name
from assistant.planning.purpose import Constraint
from tests.planning.plans import GOOD, forecast, stop, support

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """The command."""
    return lambda *args: CliRunner().invoke(root, ["eval", *args])


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """What a plan for a support bot asks for."""
    support().save(tmp_path / "plan.json")
    made = run("new", str(tmp_path / "plan.json"), "--out", str(tmp_path / "mine"))
    assert made.exit_code == 0, made.output
    return tmp_path / "mine"


def write_inputs(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "cases.jsonl").read_text().splitlines()]
    asking = [json.dumps(line | {"input": "May I return worn shoes?"}) for line in lines]
    (folder / "cases.jsonl").write_text("\n".join(asking))


PLANNED = [build for build in GOOD if build().verdict.path != "stop"]


@pytest.mark.parametrize("build", PLANNED, ids=lambda build: str(build.__name__))
def test_every_good_plan_gives_files_that_can_be_read(build: Callable[[], object], tmp_path: Path) -> None:
    plan = build()
    texts = scaffold.files(plan)  # type: ignore[arg-type]
    for file, text in texts.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
        if file.endswith(".py"):
            ast.parse(text)
    suite = suites.find(str(tmp_path))
    assert suite.cases
    assert {gate.scorer for gate in suite.head.gate}


def test_the_cases_and_gates_are_the_plan_s_own(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "cases.jsonl").read_text().splitlines()]
    abouts = {line["about"] for line in lines}
    assert set(support().product.guardrails) <= abouts
    assert {risk.text for risk in support().risks} <= abouts
    assert not {constraint.text for constraint in support().brief.constraints} & abouts
    head = (folder / "suite.toml").read_text()
    quality = next(measure for measure in support().success.measures if measure.kind == "quality")
    assert f"min_pass_rate = {quality.target.value / 100:g}" in head
    assert f"# The plan's target is {quality.target.value:g}% of the cases." in head


def test_only_what_an_answer_could_break_becomes_a_case() -> None:
    plan = support()
    kinds = {"team": "Two engineers", "deadline": "eight weeks", "latency": "within two seconds", "place": "in German"}
    asked = [
        Constraint.model_validate({"id": f"C{n}", "kind": kind, "text": text})
        for n, (kind, text) in enumerate(kinds.items())
    ]
    lines = scaffold.files(
        plan.model_copy(update={"brief": plan.brief.model_copy(update={"constraints": tuple(asked)})})
    )
    found = [json.loads(line) for line in lines["cases.jsonl"].splitlines()]
    assert [each["about"] for each in found if "constraint" in each["tags"]] == ["within two seconds", "in German"]


def test_each_part_of_the_eval_set_is_a_case_and_what_leads_to_them_is_none() -> None:
    plan = support()
    assert plan.success.eval_set is not None
    source = "Past questions, labelled by two. Among them: 60 real ones; 15 that nothing answers"
    asked = plan.success.eval_set.model_copy(update={"source": source})
    lines = scaffold.files(plan.model_copy(update={"success": plan.success.model_copy(update={"eval_set": asked})}))
    found = [json.loads(line) for line in lines["cases.jsonl"].splitlines()]
    abouts = [each["about"] for each in found if "eval-set" in each["tags"]]
    assert abouts == ["60 real ones", "15 that nothing answers"]


def measured(name: str, target: float, stop: float, unit: str = "%") -> Bar:
    one = next(measure for measure in support().success.measures if measure.kind == "quality")
    change = {"target": one.target.model_copy(update={"value": target, "unit": unit}),
              "stop": one.stop.model_copy(update={"value": stop, "unit": unit})}  # fmt: skip
    return bar(one.model_copy(update={"name": name, **change}))


@pytest.mark.parametrize(
    ("name", "target", "stop", "unit", "share", "says"),
    [
        ("Right on the eval set", 80, 70, "%", 0.8, "target is 80% of the cases"),
        ("Wrong totals", 5, 10, "%", 0.95, "target is 5% at most, so 95% of the cases must show none of it"),
        ("Wrong doses", 0, 1, "%", 1.0, "0% at most, so 100% of the cases"),
        ("Cost of errors", -10, 0, "%", 1.0, "target is −10%, which is no share of cases"),
        ("Hits against the rule", 15, 5, "%", 1.0, "no share of cases"),
        ("Answers that are 10% faster", 30, 5, "%", 1.0, "no share of cases"),
        ("Minutes at the desk", 6, 10, "minutes", 1.0, "target is 6 minutes, which is no share"),
        ("Grown to", 150, 120, "%", 1.0, "no share of cases"),
        ("Anything at all", 0, 0, "%", 1.0, "asks nothing of a case"),
    ],
)
def test_a_target_is_a_share_of_cases_only_where_it_is_one(
    name: str, target: float, stop: float, unit: str, share: float, says: str
) -> None:
    found = measured(name, target, stop, unit)
    assert found.share == share
    assert says in found.because
    assert found.asks.startswith("None of this: ") is ("at most" in says)


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Hits among the cases that can be handled", "hits_among_the_cases_that_can_be_handled"),
        ("Qualität der Grüße", "qualitat_der_gruße"),
        ("class", "class_"),
        ("30 days", "n_30_days"),
        ("?!", "unnamed"),
        ("word " * 30, "_".join(["word"] * 12)),
        ("taken", "taken_2"),
    ],
)
def test_a_name_holds_whole_words(text: str, function: str) -> None:
    assert name(text, ("taken",)) == function
    assert function.isidentifier()


def test_a_plan_that_says_stop_has_nothing_to_measure(run: Run, tmp_path: Path) -> None:
    plan = stop()
    plan.save(tmp_path / "plan.json")
    refused = run("new", str(tmp_path / "plan.json"), "--out", str(tmp_path / "mine"))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "The plan says stop" in refused.stderr
    assert plan.verdict.reopens.rstrip(".") in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "mine").exists()


def test_a_scorer_says_what_it_asks_in_whole_sentences(folder: Path) -> None:
    module = ast.parse((folder / "scorers.py").read_text())
    told = [ast.get_docstring(each) or "" for each in module.body if isinstance(each, ast.FunctionDef)]
    assert told
    assert all(". The gate asks for" in text and ".. " not in text for text in told)


def test_the_events_are_those_the_plan_wants_logged(folder: Path) -> None:
    made: dict[str, object] = {}
    exec((folder / "events.py").read_text(), made)
    functions = {name for name, value in made.items() if callable(value)}
    assert len(functions) == len(support().data.events)
    for event in support().data.events:
        assert event.name in (folder / "events.py").read_text()


def test_nothing_passes_before_it_is_written(run: Run, folder: Path) -> None:
    untouched = run("run", str(folder))
    assert untouched.exit_code == 5
    assert "not written yet" in untouched.stdout
    assert "model quality: not measured (what would measure it is not written yet)" in untouched.stdout
    cases = len((folder / "cases.jsonl").read_text().splitlines())
    assert f"not written yet, so nothing of it passes: the input ({cases} cases)" in untouched.stdout
    assert "The input is not written yet (cases.jsonl:1). Write it." in untouched.stdout
    write_inputs(folder)
    called = run("run", str(folder))
    assert called.exit_code == 5
    assert f"not written yet, so nothing of it passes: the function answer ({cases} cases)" in called.stdout
    assert "broke off" not in untouched.stdout + called.stdout


def test_scorers_that_nobody_wrote_fail_and_measure_nothing(run: Run, folder: Path) -> None:
    write_inputs(folder)
    (folder / "product.py").write_text('def answer(text):\n    return "No"\n')
    stubs = run("run", str(folder))
    assert stubs.exit_code == 1
    assert "model quality: not measured (what would measure it is not written yet)" in stubs.stdout
    named = [gate.scorer for gate in suites.find(str(folder)).head.gate]
    assert all(f"the scorer {each} (" in stubs.stdout for each in named)
    text = (folder / "scorers.py").read_text()
    (folder / "scorers.py").write_text(text.replace('raise NotImplementedError("not written yet")', "return True", 1))
    one = run("run", str(folder))
    assert one.exit_code == 1
    assert "model quality: as measured on product" in one.stdout
    assert f"the scorer {named[0]} (" not in one.stdout
    assert f"the scorer {named[1]} (" in one.stdout
    assert run("report", "last").stdout == one.stdout


def test_what_was_written_decides(run: Run, folder: Path) -> None:
    write_inputs(folder)
    (folder / "product.py").write_text('def answer(text):\n    return "No: " + text\n')
    text = (folder / "scorers.py").read_text()
    stub = 'raise NotImplementedError("not written yet")'
    (folder / "scorers.py").write_text(text.replace(stub, 'return answer.startswith("No"), "as it began"'))
    good = run("run", str(folder), "--json")
    document = from_json(good.stdout)
    assert (good.exit_code, document["verdict"]) == (0, "passed")
    assert document["suites"][0]["model_quality"] == "model quality: as measured on product"
    (folder / "product.py").write_text('def answer(text):\n    return "Yes"\n')
    assert run("run", str(folder)).exit_code == 1
    (folder / "product.py").write_text("def answer(text):\n    return 1 / 0\n")
    broken = run("run", str(folder))
    assert broken.exit_code == 5
    assert "ZeroDivisionError" in broken.stdout


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("product.py", "x = 1\n", "no function answer"),
        ("product.py", "def answer(:\n", "cannot be loaded"),
        ("scorers.py", "", "no scorer"),
        ("cases.jsonl", '{"id": "a", "scorers": ["nobody"]}\n', "no scorer 'nobody'"),
        ("cases.jsonl", "{}\n", "not sound"),
    ],
)
def test_a_slip_in_the_folder_is_one_sentence(run: Run, folder: Path, file: str, text: str, says: str) -> None:
    (folder / file).write_text(text)
    result = run("run", str(folder))
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_nothing_is_written_over(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "scorers.py").write_text("mine = 1\n")
    again = run("new", str(tmp_path / "plan.json"), "--out", str(folder))
    assert again.exit_code == 2
    assert (folder / "scorers.py").read_text() == "mine = 1\n"
    forecast().save(tmp_path / "other.json")
    assert run("new", str(tmp_path / "other.json"), "--out", str(tmp_path / "other"), "--json").exit_code == 0
