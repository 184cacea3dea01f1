"""A suite that could not fail is refused before it runs, with the place and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import resources
from assistant.agent.tools import specs
from assistant.errors import InputError
from assistant.evals import suites
from assistant.evals.scripted import SCRIPTS
from assistant.planning.schema import Plan
from tests.evals.bench import GATE, HEAD, case, suite, written

Lines = list[dict[str, object] | str]
EVERY_TOOL = [spec.name for spec in specs()]


@pytest.mark.parametrize("name", sorted(suites.shipped()))
def test_the_shipped_suites_are_sound(name: str) -> None:
    found = suites.find(name)
    assert found.name == name
    assert found.cases
    assert all(placed.case.expectations for placed in found.cases)


def test_the_folders_of_the_product_hold_those_suites() -> None:
    assert {"fit", "smoke"} <= set(suites.shipped())
    folder = resources.folder("evals").joinpath("suites")
    assert {item.name for item in folder.iterdir() if item.is_dir()} == set(suites.shipped())


def test_smoke_uses_scripted_models_of_every_way_to_end_and_at_least_four_verdicts() -> None:
    cases = [placed.case for placed in suites.find("smoke").cases]
    used = {case.model for case in cases if case.model}
    assert used <= {f"scripted:{name}" for name in SCRIPTS} and len(used) >= 7
    assert {case.expect.get("status_is") for case in cases if case.model} == {"complete", "draft", "failed"}
    assert len({path for case in cases if not case.model for path in case.accept}) >= 4


def test_fit_gates_what_was_tuned_on_and_not_what_was_kept_apart() -> None:
    found = suites.find("fit")
    gated = {gate.group: gate.min_pass_rate for gate in found.head.gate}
    assert {"own", "paraphrased"} <= set(gated)
    assert min(gated.values()) >= 0.9
    assert not gated.keys() & {"held", "seventh", "eighth", "ninth", suites.ANY_GROUP}
    assert {"held", "seventh", "eighth", "ninth"} <= set(found.groups)


def test_a_folder_of_ones_own_is_a_suite(tmp_path: Path) -> None:
    written(tmp_path / "mine", case("a"), file="first.jsonl")
    found = suites.find(str(written(tmp_path / "mine", case("b", tags=["x"]), "", file="second.jsonl")))
    assert (found.name, dict(found.groups)) == ("mine", {"first": 1, "second": 1})
    assert [placed.where for placed in found.cases] == ["first.jsonl:1", "second.jsonl:1"]


def test_labels_and_expectations_come_together_typed(tmp_path: Path) -> None:
    (placed,) = suite(tmp_path / "s", case(phase="live", expect={"repairs_at_most": 0})).cases
    assert placed.case.expectations == {"verdict_in": ("product_first",), "phase_is": "live", "repairs_at_most": 0}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "no case"),
        ([{"id": "a", "brief": "x"}], "asserts nothing"),
        ([case(accept=[], expect={"repairs_at_most": 2})], "asserts nothing"),
        ([case(accept=[], expect={"valid_plan": False})], "asserts nothing"),
        ([case(accept=[], expect={"verdict_in": []})], "verdict_in wants something else: Tuple should have at least 1"),
        ([case(), case()], "stands already at cases.jsonl:1"),
        ([case(expect={"is_good": True})], "no scorer 'is_good'"),
        ([case(expect={"valid_plan": "yes"})], "valid_plan wants something else"),
        ([case(expect={"notes_cited_at_least": 0})], "notes_cited_at_least wants something else"),
        ([case(expect={"expected_findings": ["bad"]})], "expected_findings wants something else"),
        ([case(expect={"expected_findings": ["PF999"]})], "there is no rule PF999"),
        ([case(expect={"expected_findings": ["PF303"]})], "rule PF303 only warns, so no plan could meet it"),
        ([case(expect={"questions_between": [0, 99]})], "at most 3 questions, so none could fail it"),
        ([case(expect={"questions_between": [0, 3]})], "at most 3 questions, so none could fail it"),
        ([case(expect={"questions_between": [4, 9]})], "at most 3 questions, so none could meet it"),
        ([case(expect={"questions_between": [2, 1]})], "no number lies between 2 and 1"),
        ([case(expect={"questions_between": [-1, 1]})], "questions_between wants something else"),
        ([case(expect={"costs_between": [0.2, 0.1]})], "no cost lies between 0.2 and 0.1"),
        ([case(expect={"costs_between": [0, 10_000]})], "so none could fail it"),
        ([case(expect={"model_calls_within": 15})], "model_calls_within wants something else: Input should be less"),
        ([case(expect={"repairs_at_most": 3})], "repairs_at_most wants something else: Input should be less"),
        ([case(expect={"repairs_at_least": 0})], "repairs_at_least wants something else: Input should be greater"),
        ([case(expect={"tool_errors_at_least": 0})], "tool_errors_at_least wants something else"),
        ([case(expect={"no_other_tool_works": EVERY_TOOL})], "all the tools there are, so no turn could fail it"),
        ([case(), case("b", expect={"tool_errors_at_least": 0})], "cases.jsonl:2 (b): tool_errors_at_least wants"),
        ([case(expect={"tokens_within": 400_001})], "tokens_within wants something else"),
        ([case(expect={"only_changes": ["surfaces"]})], "a plan has no surfaces"),
        ([case(expect={"only_changes": sorted(Plan.model_fields)})], "so no revision could fail it"),
        ([case(expect={"canary_absent": ["?!"]})], "canary_absent wants something else"),
        ([case(expect={"log_hides": ["a@b.example"]})], "log_hides looks for 'a@b.example', which the case does not"),
        ([case(expect={"log_keeps": ["search_notes"]})], "log_keeps looks for 'search_notes', which the case does not"),
        ([case(accept=[], expect={"log_keeps": ["2,600"]})], "asserts nothing"),
        ([case(accept=[], expect={"status_is": "draft"})], "asserts nothing"),
        ([case(accept=["perhaps"])], "cases.jsonl:1: accept.0"),
        ([case(model="scripted:faithfull")], "did you mean 'faithful'"),
        ([case(model="scripted")], "needs replies"),
        ([case(model="offline", replies=[{"text": "x"}])], "replies are only for"),
        ([case(model="openai:gpt-6.1-sol")], "names no live model"),
        ([case(expects={})], "cases.jsonl:1: expects"),
        ([case(brief="")], "cases.jsonl:1: brief"),
        ([case(id="A b")], "cases.jsonl:1: id"),
        (["{"], "cases.jsonl:1: this is not JSON"),
        (['{"id": NaN}'], "cases.jsonl:1: this is not JSON"),
        (["[]"], "cases.jsonl:1: case"),
        ([case(notes=["../secret.md"])], "outside the suite's folder"),
        ([case(notes=["/etc/passwd"])], "outside the suite's folder"),
        ([case(notes=["none.md"])], "no notes 'none.md'"),
        ([case(), case("b", expect={"nope": 1}), "{"], "(and 1 more)"),
    ],
)
def test_an_unsound_case_is_refused_with_its_place(
    tmp_path: Path, lines: list[dict[str, object] | str], says: str
) -> None:
    with pytest.raises(InputError) as refused:
        suite(tmp_path / "s", *lines)
    assert says in refused.value.message
    assert refused.value.exit_code == 2
    assert "\n" not in refused.value.sentence()


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (HEAD, "gate"),
        (HEAD + "gate = []", "gate"),
        (HEAD + '[[gate]]\nscorer = "nope"', "suite.toml:3: the gate on nope of *: there is no such scorer"),
        (HEAD + GATE + '[[gate]]\nscorer = "nope"', "suite.toml:5: the gate on nope"),
        (HEAD + 'gate = [{scorer = "nope"}]', "suite.toml: the gate on nope"),
        (HEAD + '[[gate]]\ngroup = "nope"', "no such group"),
        (HEAD + '[[gate]]\nscorer = "status_is"', "could never fail"),
        (HEAD + "[[gate]]\nmin_pass_rate = 0.0", "min_pass_rate"),
        (HEAD + "[[gate]]\nmin_pass_rate = nan", "min_pass_rate"),
        (HEAD + "[[gate]]\nmax_unmeasured = 1.0", "max_unmeasured"),
        (HEAD + "[[gate]]\nminimum = 1", "minimum"),
        ('title = "x"\n' + GATE, "title"),
        ("title =", "not TOML"),
    ],
)
def test_an_unsound_head_is_refused(tmp_path: Path, head: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        suite(tmp_path / "s", case(), head=head)
    assert says in refused.value.message


def test_what_is_no_suite_is_one_sentence_with_the_names_there_are(tmp_path: Path) -> None:
    for wanted in ("smoek", str(tmp_path)):
        with pytest.raises(InputError) as refused:
            suites.find(wanted)
        assert "smoke" in refused.value.fix


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path / "s", case())
    (folder / "cases.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        suites.find(str(folder))
    (folder / "cases.jsonl").write_bytes(b" " * (suites.MAX_BYTES + 1))
    with pytest.raises(InputError, match="larger than"):
        suites.find(str(folder))


def test_a_verdict_that_none_could_miss_is_refused(tmp_path: Path) -> None:
    every = ["product_first", "adapted", "classical", "clarify", "stop"]
    with pytest.raises(InputError, match="accepts every verdict, so no plan could fail it"):
        suite(tmp_path / "s", case(accept=every))
    assert suite(tmp_path / "s", case(accept=every[:4])).cases
