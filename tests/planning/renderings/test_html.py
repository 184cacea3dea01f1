"""The page shows the whole plan, runs nothing, loads nothing, and can be read by a machine that reads aloud."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.planning.numbers import plain
from assistant.planning.renderings import html
from assistant.planning.renderings.inline import Inline
from assistant.planning.renderings.markup import Markup, tag
from assistant.planning.renderings.styles import CSS
from assistant.planning.schema import Plan
from tests.planning.plans import GOOD, clarify, hobby, stop, support
from tests.planning.plans.parts import TODAY
from tests.planning.renderings import hostile
from tests.planning.test_any_plan import plans

ELEMENTS = {
    "html", "head", "meta", "link", "title", "style", "body", "main", "header", "footer", "section", "div", "p", "h1",
    "h2", "strong", "em", "code", "span", "abbr", "sup", "a", "q", "ul", "ol", "li", "dl", "dt", "dd", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "figure", "svg", "desc", "g", "rect", "line", "path", "polygon",
    "text",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "rel", "href", "class", "id", "title", "scope", "role",
    "aria-labelledby", "viewbox", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "rx", "d", "points",
    "text-anchor",
}  # fmt: skip


def seen(plan: Plan) -> hostile.Seen:
    return hostile.read(html.render(plan, TODAY))


def harmless(page: hostile.Seen) -> None:
    """Nothing in it runs, loads, leads out, or was put there by the text of the plan."""
    assert {name for name, _ in page.elements} <= ELEMENTS
    assert {key for _, attributes in page.elements for key in attributes} <= ATTRIBUTES
    links = [attributes["href"] for _, attributes in page.elements if "href" in attributes]
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all(link == "data:," or (link and link.startswith("#") and link[1:] in ids) for link in links)
    assert (page.open, page.mismatched) == ([], [])
    assert len(page.named("style")) == len(page.named("h1")) == 1


@pytest.mark.parametrize("build", GOOD)
def test_the_page_is_sound_and_harmless(build: Callable[[], Plan]) -> None:
    harmless(seen(build()))


@pytest.mark.parametrize("attack", hostile.SCRIPTS)
@pytest.mark.parametrize("build", [support, stop])
def test_an_attack_in_every_field_is_shown_as_text(build: Callable[[], Plan], attack: str) -> None:
    honest, attacked = seen(build()), seen(hostile.attacked(build(), attack))
    harmless(attacked)
    assert attacked.text.count("alert(1)") >= 20 * ("alert(1)" in attack)
    assert len(attacked.named("section")) == len(honest.named("section"))
    assert len(attacked.named("tr")) == len(honest.named("tr"))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    attack=st.one_of(st.text(alphabet="<>\"'&/=;-!()[]{}*`c1 \x00\ud800\u202e\\", max_size=30), st.text(max_size=30))
)
def test_no_text_whatever_becomes_an_element(attack: str) -> None:
    harmless(seen(hostile.attacked(support(), attack.encode("utf-8", "replace").decode())))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans(), today=st.dates())
def test_any_plan_of_the_schema_has_a_page(plan: Plan, today: date) -> None:
    harmless(hostile.read(html.render(plan, today)))


def test_the_page_forbids_itself_to_run_or_load_anything() -> None:
    page = seen(support())
    (policy,) = [each["content"] for each in page.named("meta") if "http-equiv" in each]
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == "'unsafe-inline'"
    assert set(rules) == {"default-src", "style-src", "img-src", "base-uri", "form-action"}
    assert [name for name, _ in page.elements].index("meta") < [name for name, _ in page.elements].index("style")
    assert "@import" not in CSS
    assert "url(" not in CSS


def test_a_link_out_of_the_page_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="itself"):
        tag("a", "there", href="https://example.org")
    assert tag("p", "a < b", Markup("<br>")) == "<p>a &lt; b<br></p>"
    assert tag("p", Markup("<br>") + " & text") == "<p>&lt;br&gt; &amp; text</p>"


@pytest.mark.parametrize("build", GOOD)
def test_page_one_answers_in_the_documented_order(build: Callable[[], Plan]) -> None:
    plan = build()
    document = html.render(plan, TODAY)
    page_one, page_two = document.split('<div class="page two">')
    told = ["answer", "week", "fit"] + (["reopens"] if plan.verdict.path == "stop" else ["ship", "know"])
    assert re.findall(r'<h2 id="([\w-]+)"', page_one) == told
    assert re.findall(r'<h2 id="([\w-]+)"', page_two)[-1] == "sources"


def test_every_statement_of_the_plan_stands_on_the_page() -> None:
    plan = support()
    shown = " ".join(seen(plan).text.split())
    for words in (
        plan.title, plan.against, plan.product.slice, plan.product.when_model_fails, plan.product.last_fifth[8:],
        plan.comparison.other_wins, plan.differentiation.indicator, plan.costs.payback_note, plan.model.way_back,
        *(stage.title for stage in plan.stages), *(stage.exit_test for stage in plan.stages),
        *(question.default for question in plan.questions), *(citation.quote for citation in plan.citations),
        *(measure.name for measure in plan.success.measures), *(kill.text for kill in plan.kill_criteria),
        *(action.what.removesuffix(" [c3].") for action in plan.this_week), *(risk.mitigation for risk in plan.risks),
    ):  # fmt: skip
        assert words in shown, words
    for measure in plan.success.measures:
        assert plain(measure.target.value, measure.target.unit) in shown


def test_a_claim_leads_to_its_quote() -> None:
    plan = support()
    document = html.render(plan, TODAY)
    anchor = Inline(plan).anchors["c2"]
    quote = next(citation.quote for citation in plan.citations if citation.note == "case-support")
    assert f'href="#{anchor}"' in document
    assert re.search(rf'id="{anchor}"[^>]*><q>{re.escape(quote)}</q>', document)


def test_a_claim_that_rests_on_no_quote_says_on_what() -> None:
    plan = support()
    text = str(Inline(plan).prose("Half of it [c6]; more of it [c99]."))
    assert "[c" not in text
    assert 'href="#claim-6"' in text
    assert "unknown source" in text
    assert "range 30 to 70%" in seen(plan).text


def test_neighbouring_claims_are_told_apart() -> None:
    text = str(Inline(support()).prose("Twice said [c1][c2] and [c5]."))
    assert re.sub(r"<[^>]+>", "", text) == "Twice said1, 2 and5."


def test_numbers_show_where_they_come_from() -> None:
    marks = re.findall(r'<abbr class="origin" title="([^"]+)">([^<]+)</abbr>', html.render(support(), TODAY))
    assert ("assumed: 4–16", "a: 4–16") in marks
    assert ("computed", "c") in marks


def test_an_origin_mark_is_read_in_our_sentences_only() -> None:
    inline = Inline(support())
    assert inline.prose("either (a) or (b)") == "either (a) or (b)"
    assert "<abbr" in inline.figures("$7 (a: 2–9)")


def test_it_can_be_heard_as_well_as_seen() -> None:
    page = seen(support())
    assert page.named("html") == [{"lang": "en"}]
    for drawing in page.named("svg"):
        assert drawing["role"] == "img"
        labels = (drawing["aria-labelledby"] or "").split()
        assert len(labels) == 2
        assert all(any(attributes.get("id") == label for _, attributes in page.elements) for label in labels)
    assert len(page.named("svg")) == 2
    assert all(cell.get("scope") in ("row", "col") for cell in page.named("th"))
    assert len(page.named("caption")) == len(page.named("table"))


def test_what_has_no_course_draws_none() -> None:
    assert seen(stop()).named("svg") == []
    assert seen(clarify()).named("svg") == []
    assert "Money" not in seen(stop()).text
    assert "repaid" not in str(seen(hobby()).text.partition("Stages and gates")[0])


def test_the_page_stays_small() -> None:
    assert all(len(html.render(build(), TODAY).encode()) < 100_000 for build in GOOD)


def test_the_same_plan_and_day_give_the_same_page() -> None:
    assert html.render(support(), TODAY) == html.render(support(), TODAY)
    assert html.render(support()) == html.render(support(), support().created_at.date())
