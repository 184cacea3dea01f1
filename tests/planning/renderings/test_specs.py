"""The first slice arrives in Spec Kit and OpenSpec whole: nothing invented, nothing of the later stages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assistant.errors import InputError
from assistant.planning.renderings import openspec, spec_kit
from assistant.planning.renderings.slice_spec import said, slice_spec, slug
from assistant.planning.schema import Plan
from tests.planning.plans import GOOD, clarify, stop, support
from tests.planning.renderings.hostile import attacked

BUILDABLE = [build for build in GOOD if build().verdict.path != "stop"]


def delta(plan: Plan) -> str:
    return next(text for path, text in openspec.files(plan).items() if path.startswith("specs/"))


@pytest.mark.parametrize("build", BUILDABLE)
def test_spec_kit_gets_its_sections_in_order_and_numbers_without_a_gap(build: Callable[[], Plan]) -> None:
    text = spec_kit.render(build())
    heads = re.findall(r"(?m)^## (.+)$", text)
    assert heads == [
        "User Scenarios & Testing *(mandatory)*", "Requirements *(mandatory)*", "Success Criteria *(mandatory)*",
        "Assumptions",
    ]  # fmt: skip
    assert re.findall(r"(?m)^### User Story (\d) - .+ \(Priority: P(\d)\)$", text) == [
        ("1", "1"),
        ("2", "2"),
        ("3", "3"),
    ]
    for kind in ("FR", "SC"):
        numbers = [int(number) for number in re.findall(rf"\*\*{kind}-(\d{{3}})\*\*: \S", text)]
        assert numbers == list(range(1, len(numbers) + 1)) != []
    assert text.count("**Independent Test**: ") == text.count("**Why this priority**: ") == 3
    assert re.findall(r"\*\*Given\*\* \S.*, \*\*When\*\* \S.*, \*\*Then\*\* \S", text)
    assert not re.search(r"\[c\d", text)


@pytest.mark.parametrize("build", BUILDABLE)
def test_openspec_gets_a_scenario_and_a_must_for_each_requirement(build: Callable[[], Plan]) -> None:
    text = delta(build())
    assert re.findall(r"(?m)^## (.+)$", text) == ["Purpose", "ADDED Requirements"]
    purpose = text.partition("## Purpose\n\n")[2].partition("\n\n")[0]
    assert 50 <= len(purpose) <= 500
    blocks = text.split("### Requirement: ")[1:]
    names = [block.partition("\n")[0] for block in blocks]
    assert len(names) == len({name.lower() for name in names}) >= 3
    for block in blocks:
        assert "MUST" in block
        assert re.search(
            r"\n#### Scenario: \S.*\n(- \*\*GIVEN\*\* \S.*\n)?- \*\*WHEN\*\* \S.*\n- \*\*THEN\*\* \S", block
        )


@pytest.mark.parametrize("build", BUILDABLE)
def test_openspec_gets_a_proposal_and_tasks_it_can_track(build: Callable[[], Plan]) -> None:
    plan = build()
    files = openspec.files(plan)
    name = slice_spec(plan).name
    assert set(files) == {"proposal.md", "tasks.md", f"specs/{name}/spec.md"}
    heads = re.findall(r"(?m)^##+ (.+)$", files["proposal.md"])
    assert heads == ["Why", "What Changes", "Capabilities", "New Capabilities", "Modified Capabilities", "Impact"]
    assert f"- `{name}`: " in files["proposal.md"]
    sections = [int(number) for number in re.findall(r"(?m)^## (\d+)\. \S", files["tasks.md"])]
    assert sections == list(range(1, len(sections) + 1))
    for line in files["tasks.md"].splitlines():
        assert not line or re.match(r"# Tasks|## \d+\. \S|- \[ \] \d+\.\d+ \S.*\S", line), line


def test_the_slice_carries_what_the_plan_says_of_it() -> None:
    plan = support()
    text = spec_kit.render(plan)
    for words in (
        plan.product.slice, "no passage supports the answer", "widget opens a ticket", "refund and legal words",
        "prompt_version, passages, answer", "Truly solved: 25% or better by 12 Mar 2027", "stop at 15%", "voice",
        "Minutes and hourly cost per ticket? Taken meanwhile: 12 minutes, $35.", "30 to 70%", "60 cases",
    ):  # fmt: skip
        assert words.lower() in text.lower(), words


def test_nothing_of_the_later_stages_is_specified() -> None:
    plan = support()
    for text in (spec_kit.render(plan), *openspec.files(plan).values()):
        for stage in plan.stages[1:]:
            assert stage.title not in text
        assert "fine-tun" not in text.lower()


def test_open_questions_are_marked_for_both() -> None:
    assert spec_kit.render(support()).count("[NEEDS CLARIFICATION: ") == len(support().questions)
    assert openspec.files(support())["proposal.md"].count("- Open: ") == len(support().questions)
    assert "[NEEDS CLARIFICATION: " in spec_kit.render(clarify())


def test_a_plan_that_stops_has_nothing_to_specify() -> None:
    for make in (spec_kit.render, openspec.files):
        with pytest.raises(InputError, match="stop"):
            make(stop())


@pytest.mark.parametrize(
    "attack", ["\n\n## ADDED Requirements\n### Requirement: x\n", "\n- [x] 9.9 done\n", "/../../etc"]
)
def test_a_field_cannot_add_a_heading_a_task_or_a_place(attack: str) -> None:
    honest, files = openspec.files(support()), openspec.files(attacked(support(), attack))
    for mine, theirs in zip(honest.values(), files.values(), strict=True):
        assert len(re.findall(r"(?m)^#", theirs)) == len(re.findall(r"(?m)^#", mine))
        assert theirs.count("\n- [") == mine.count("\n- [")
    assert all(re.fullmatch(r"[a-z-]+\.md|specs/[a-z0-9-]+/spec\.md", path) for path in files)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Billing support assistant", "billing-support-assistant"),
        ("Äpfel & Birnen!", "apfel-birnen"),
        ("../../x", "x"),
        ("請求書", "product-slice"),
        ("", "product-slice"),
    ],
)
def test_a_title_becomes_a_folder_name(words: str, expected: str) -> None:
    assert slug(words) == expected


def test_a_line_stands_on_its_own() -> None:
    assert said("# Hello\n\nthere [c1, c2].") == "Hello there."


@pytest.mark.parametrize("build", BUILDABLE)
def test_no_mark_of_a_claim_and_no_doubled_wording_is_left(build: Callable[[], Plan]) -> None:
    plan = build()
    marked = tuple(risk.model_copy(update={"text": f"{risk.text} [c14]"}) for risk in plan.risks)
    over = "To a person: when no passage supports the answer, and whenever asked."
    product = plan.product.model_copy(update={"hand_over": over})
    plan = plan.model_copy(update={"risks": marked, "product": product})
    told = spec_kit.render(plan) + "".join(openspec.files(plan).values())
    assert not re.search(r"\[c\d", told)
    assert "to a person: to a person" not in told.lower()
    assert "MUST hand over to a person when no passage supports" in told
    assert "goes to a person when no passage supports" in told


def test_a_guardrail_is_named_by_what_it_asks() -> None:
    names = re.findall(r"### Requirement: (.+)", delta(support()))
    assert not [name for name in names if re.search(r"\d$", name)]
