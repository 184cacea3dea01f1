"""Invariant: the folder is a change in OpenSpec's shape, in which each requirement has its MUST and its scenario.

Structure after Fission-AI/OpenSpec 1.13 (read November 2026): proposal, tasks as checkboxes, one delta spec.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from assistant.planning.neutral import neutral
from assistant.planning.prose import day, down, sentence, up
from assistant.planning.renderings.slice_spec import Requirement, SliceSpec, said, slice_spec
from assistant.planning.schema import Plan

_LONGEST_PURPOSE = 480


def files(plan: Plan) -> Mapping[str, str]:
    """Path below the change's folder → text: proposal.md, tasks.md and specs/<capability>/spec.md."""
    plan = neutral(plan)
    spec = slice_spec(plan)
    return {
        "proposal.md": _proposal(plan, spec),
        "tasks.md": _tasks(plan, spec),
        f"specs/{spec.name}/spec.md": _delta(spec),
    }


def _proposal(plan: Plan, spec: SliceSpec) -> str:
    product = plan.product
    lines = [
        f"# Proposal: {spec.title}",
        "",
        "## Why",
        "",
        f"{sentence(said(product.job))} Today: {sentence(down(said(product.today.way)))} {sentence(said(plan.answer))}",
        "",
        f"Against it: {sentence(said(plan.against))}",
        "",
        "## What Changes",
        "",
        f"- {sentence(said(product.slice))} Where: {sentence(down(said(product.surface)))}",
        *(f"- {story.title}." for story in spec.stories[1:]),
        *(f"- Not part of it: {down(goal)}" for goal in spec.non_goals),
        "",
        "## Capabilities",
        "",
        "### New Capabilities",
        "",
        f"- `{spec.name}`: {sentence(said(product.slice))}",
        "",
        "### Modified Capabilities",
        "",
        "None.",
        "",
        "## Impact",
        "",
        f"- Users: {sentence(said(product.user))}",
        f"- Techniques: {', '.join(technique.replace('_', ' ') for technique in product.techniques) or 'not chosen'}.",
        *(f"- Assumed: {line}" for line in spec.assumptions),
        *(f"- Open: {question}" for question in spec.questions),
    ]
    return "\n".join(lines) + "\n"


def _tasks(plan: Plan, spec: SliceSpec) -> str:
    lines = ["# Tasks", "", "## 1. Before building", ""]
    week = [f"{sentence(up(said(action.what)))} Done when {down(said(action.done_when))}" for action in plan.this_week]
    cases = plan.success.eval_set
    if cases is not None:
        week.append(f"Lay down the eval set by {day(cases.due)}: {sentence(said(cases.source))} {said(cases.bar)}")
    lines += _boxes(1, week)
    for i, story in enumerate(spec.stories, 2):
        steps = [f"{each.must} Verify by its scenario: {down(each.scenarios[0].name)}" for each in story.requirements]
        lines += ["", f"## {i}. {story.title}", "", *_boxes(i, steps)]
    last = len(spec.stories) + 2
    lines += ["", f"## {last}. Read, each by its day", "", *_boxes(last, list(spec.criteria))]
    return "\n".join(lines) + "\n"


def _boxes(section: int, steps: list[str]) -> list[str]:
    return [f"- [ ] {section}.{i} {sentence(step)}" for i, step in enumerate(steps, 1)]


def _delta(spec: SliceSpec) -> str:
    purpose = f"The first slice that ships. {spec.summary}"
    lines = ["# Spec Delta", "", "## Purpose", "", _shortened(purpose), "", "## ADDED Requirements", ""]
    seen: Counter[str] = Counter()
    for story in spec.stories:
        for requirement in story.requirements:
            lines += _requirement(requirement, seen)
    return "\n".join(lines).rstrip("\n") + "\n"


def _requirement(requirement: Requirement, seen: Counter[str]) -> list[str]:
    seen[requirement.name.lower()] += 1
    times = seen[requirement.name.lower()]
    lines = [f"### Requirement: {requirement.name}{f' ({times})' if times > 1 else ''}", requirement.must, ""]
    for scenario in requirement.scenarios:
        lines += [f"#### Scenario: {scenario.name}"]
        lines += [f"- **GIVEN** {scenario.given}"] if scenario.given else []
        lines += [f"- **WHEN** {scenario.when}", f"- **THEN** {down(scenario.then)}", ""]
    return lines


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_PURPOSE else words[:_LONGEST_PURPOSE].rsplit(" ", 1)[0] + " …"
