"""Invariant: the text has the sections and ids that Spec Kit's commands look for, filled from the plan alone.

Structure after github/spec-kit 1.2 (read November 2026): prioritised stories, FR-, SC- ids, scenarios, assumptions.
"""

from __future__ import annotations

from assistant.planning.neutral import neutral
from assistant.planning.prose import down, sentence
from assistant.planning.renderings.slice_spec import Scenario, SliceSpec, Story, said, slice_spec
from assistant.planning.schema import Plan


def render(plan: Plan) -> str:
    """`spec.md` for the slice that ships first, ending in a newline."""
    plan = neutral(plan)
    spec = slice_spec(plan)
    lines = [
        f"# Feature Specification: {spec.title}",
        "",
        f"**Feature Branch**: `001-{spec.name}`",
        f"**Created**: {plan.created_at.date().isoformat()}",
        "**Status**: Draft",
        f'**Input**: "{" ".join(plan.brief.text.split())}"',
        "",
        spec.summary,
        "",
        "## User Scenarios & Testing *(mandatory)*",
        "",
    ]
    for i, story in enumerate(spec.stories, 1):
        lines += _story(i, story)
    lines += ["### Edge Cases", "", *(f"- {line}" for line in _edges(plan)), ""]
    lines += ["## Requirements *(mandatory)*", "", "### Functional Requirements", "", *_requirements(spec), ""]
    if spec.entities:
        lines += ["### Key Entities", "", *(f"- {entity}" for entity in spec.entities), ""]
    lines += ["## Success Criteria *(mandatory)*", "", "### Measurable Outcomes", ""]
    lines += [f"- **SC-{i:03}**: {criterion}" for i, criterion in enumerate(spec.criteria, 1)]
    lines += ["", "## Assumptions", "", *(f"- {line}" for line in spec.assumptions)]
    lines += [f"- Out of scope: {down(goal)}" for goal in spec.non_goals]
    return "\n".join(lines) + "\n"


def _story(number: int, story: Story) -> list[str]:
    scenarios = [scenario for requirement in story.requirements for scenario in requirement.scenarios]
    return [
        f"### User Story {number} - {story.title} (Priority: P{number})",
        "",
        story.told,
        "",
        f"**Why this priority**: {story.why}",
        "",
        f"**Independent Test**: {story.test}",
        "",
        "**Acceptance Scenarios**:",
        "",
        *(f"{i}. {_scenario(scenario)}" for i, scenario in enumerate(scenarios, 1)),
        "",
    ]


def _scenario(scenario: Scenario) -> str:
    given = scenario.given or "the slice is in use"
    return f"**Given** {given}, **When** {scenario.when}, **Then** {down(scenario.then)}"


def _edges(plan: Plan) -> list[str]:
    spec = [sentence(f"{said(risk.text).rstrip('.')}: {down(said(risk.mitigation))}") for risk in plan.risks]
    return spec or ["None is known yet; the eval set is where they will show."]


def _requirements(spec: SliceSpec) -> list[str]:
    musts = [requirement.must for story in spec.stories for requirement in story.requirements]
    asked = [f"[NEEDS CLARIFICATION: {question.replace('[', '(').replace(']', ')')}]" for question in spec.questions]
    return [f"- **FR-{i:03}**: {line}" for i, line in enumerate([*musts, *asked], 1)]
