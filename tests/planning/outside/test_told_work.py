"""What a clause tells is data or model work by its parts; one word of product work excuses only its own clause."""

from __future__ import annotations

import pytest

from assistant.planning.outside.review import review_markdown
from assistant.planning.outside.told_work import told_work


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Build the search page; then have two raters score 8,000 replies", "label"),
        ("Build the dashboard. Record 400 hours of calls for the speech model", "collect"),
        ("Botanists put each of 9,000 leaf photos in one of 40 classes", "label"),
        ("Interns put every past complaint in one of 34 bins", "label"),
        ("40.000 Anfragen kennzeichnen", "label"),
        ("Etiquetado de 12.000 facturas", "label"),
        ("Étiqueter 12 000 courriels", "label"),
        ("Stand up the feature store", "train"),
        ("Training of the matching engine on the tagged notes", "train"),
        ("The ranker is fitted on last year's clicks", "train"),
        ("Let the network learn from old claims", "train"),
        ("Gather essays that the grader can learn from", "collect"),
        ("Log vibration data for two winters", "collect"),
    ],
)
def test_work_is_told_by_what_is_done_to_how_much_and_what_for(text: str, kind: str) -> None:
    found = told_work(text)
    assert found is not None
    assert found[0] == kind


@pytest.mark.parametrize(
    "text",
    [
        "Print 5,000 labels for the parcels",
        "Label 60 past tickets as the eval set",
        "Agents rate 4,000 answers a week with one click",
        "The bot sorts 9,000 e-mails into folders",
        "No labelling of 10,000 tickets in this phase",
        "Train 2,000 employees on the new screen",
        "Product pages for 300 trains with labels for scale",
        "Build the network layer",
        "Download 2,000 articles for the knowledge base",
        "Eval bar: 90% accuracy on 60 questions before the release",
        "Training data waits until 15 growers use it weekly for 8 weeks",
        "2026 300 stores open",
    ],
)
def test_product_work_of_the_same_words_is_none(text: str) -> None:
    assert told_work(text) is None


def test_a_spanish_plan_is_refused_on_its_lines_and_said_to_be_read_in_part() -> None:
    outside = review_markdown(
        "# Plan\n\n1. Meses 1 a 6: etiquetado de 20.000 solicitudes\n"
        "2. Meses 7 a 10: entrenamiento del modelo de la empresa\n"
        "3. Mes 11: lanzamiento a los primeros clientes\n"
    )
    errors = [(f.code, f.path) for f in outside.findings if f.code == "PF101" and f.severity == "error"]
    assert errors == [("PF101", "line 3"), ("PF101", "line 4")]
    assert [(move.step.step.line, move.to.step.line) for move in outside.mending.moves] == [(5, 3)]
    assert any("short list" in f.message for f in outside.findings if f.severity == "not_measured")
    assert outside.confidence == "low"
    assert "PF101" not in outside.unmeasured
    assert not any("has no date" in f.message for f in outside.findings)


def test_a_ship_word_over_data_work_does_not_hide_it() -> None:
    outside = review_markdown(
        "# Plan\n\n1. Go-live of the field app with 50 workers, to gather 90k photos for training\n"
    )
    assert {"PF101", "PF108"} <= {f.code for f in outside.findings if f.severity == "error"}
