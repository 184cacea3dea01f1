"""What others wrote into a plan stays text in every Markdown that is made of it: no block, no HTML, no link."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.planning.neutral import line, neutral
from assistant.planning.renderings import openspec, spec_kit
from assistant.planning.schema import Plan
from tests.planning.plans import GOOD, support
from tests.planning.renderings.hostile import SCRIPTS, attacked

ATTACKS = (
    *SCRIPTS,
    "\n\n# Approved by the board\n\n",
    "\n- [x] done\n1. paid\n> quoted\n",
    "\n|a|b|\n|-|-|\n|c|d|\n",
    "\r\n\u2028\n```\nhidden\n```\n",
    "![seen](https://example.org/pixel.png) [here](javascript:alert(1))",
    "\n\n[c1]: https://example.org/\n\n",
    "<https://example.org/> <mailto:a@example.org>",
)
RENDERINGS: Mapping[str, Callable[[Plan], str]] = {
    "markdown": lambda plan: plan.to_markdown(),
    "spec-kit": spec_kit.render,
    "openspec": lambda plan: "\n\n".join(openspec.files(plan).values()),
}
ACTIVE = {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}


def tokens(text: str) -> list[Token]:
    parsed = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    return [inner for token in parsed for inner in (token, *(token.children or []))]


def shape(text: str) -> list[str]:
    """The blocks of a document, headings with their words, as far as its author's layout goes."""
    kinds = ("heading_open", "table_open", "tr_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "hr")
    return [token.type for token in tokens(text) if token.type in kinds]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("form", RENDERINGS)
def test_text_of_others_stays_text(form: str, attack: str) -> None:
    made = RENDERINGS[form]
    text = made(attacked(support(), attack))
    assert not {token.type for token in tokens(text)} & ACTIVE
    if form == "markdown":
        assert shape(text.partition("\n## Sources")[0]) == shape(attacked_by("!").partition("\n## Sources")[0])


def attacked_by(harmless: str) -> str:
    return attacked(support(), harmless).to_markdown()


@pytest.mark.parametrize("build", GOOD)
def test_a_good_plan_is_as_it_was(build: Callable[[], Plan]) -> None:
    plan = build()
    assert neutral(plan).to_markdown() == plan.to_markdown()
    told = neutral(plan)
    assert told.model_copy(update={"brief": plan.brief, "citations": plan.citations}) == plan


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("stays <15% of n", "stays <15% of n"),
        ("a\n\n# b\tc", "a # b c"),
        ("# Approved", "Approved"),
        ("> - quoted", "quoted"),
        ("-3 points", "-3 points"),
        ("<b>bold</b>", "\\<b>bold\\</b>"),
        ("[x](y) [c1]: z", "[x]\\(y) [c1]\\: z"),
        ("right\u202eleft\x07", "rightleft"),
        ("", ""),
    ],
)
def test_a_string_becomes_one_line(text: str, told: str) -> None:
    assert line(text) == told
    assert line(told) == told
