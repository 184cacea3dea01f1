"""A brief in another language is recognised by the same cues, and quoted in its own words."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.models.offline.evidence import Claims
from assistant.models.offline.glossary import COLUMNS, in_english, with_english, words
from assistant.models.offline.job import Job
from assistant.models.offline.recognise import recognise
from assistant.planning.brief_reader import read_brief

# fmt: off
FORECASTS = {
    "de": "Wir sind eine Gärtnerei. Wir möchten für jede Woche vorhersagen, wie viele Blumen in den acht "
    "Filialen verkauft "
    "werden. Es gibt sechs Jahre Verkäufe und das Wetter.",
    "fr": "Nous sommes une pépinière et nous voulons prévoir combien de fleurs chaque magasin vendra la semaine "
    "prochaine. "
    "Il y a six ans de ventes et la météo.",
    "es": "Somos un vivero y queremos predecir cuántas flores se venderán en cada tienda la próxima semana. Hay "
    "seis años "
    "de ventas y el clima.",
    "it": "Siamo un vivaio e vogliamo prevedere quanti fiori si venderanno in ogni negozio la prossima "
    "settimana. Ci sono "
    "sei anni di vendite e il meteo.",
    "nl": "Wij zijn een kwekerij en willen voorspellen hoeveel bloemen er volgende week in elke winkel verkocht "
    "worden. "
    "We hebben zes jaar verkopen en het weer.",
    "pl": "Jesteśmy szkółką i chcemy przewidywać, ile kwiatów sprzeda się w każdym sklepie w przyszłym tygodniu. Mamy "
    "sześć lat danych o sprzedaży i o pogodzie.",
    "pt": "Somos um viveiro e queremos prever quantas flores se vendem em cada loja na próxima semana. Há seis anos de "
    "vendas e o clima.",
}
SECRETS = {
    "de": "Wir wollen Gutachten zusammenfassen. Die Akten dürfen unser Rechenzentrum nicht verlassen.",
    "fr": "Nous voulons résumer des rapports. Aucun document ne peut quitter notre réseau.",
    "es": "Queremos resumir informes. Ningún documento puede salir de nuestros servidores.",
    "it": "Vogliamo riassumere le relazioni. Nessun documento può uscire dalla rete interna.",
    "nl": "Wij willen rapporten samenvatten. Geen enkel dossier mag het eigen netwerk verlaten.",
    "pl": "Chcemy streszczać raporty. Żaden dokument nie może opuścić własnej sieci.",
    "pt": "Queremos resumir relatórios. Nenhum documento pode sair dos nossos servidores.",
}
# fmt: on


def verdict(brief: str) -> str:
    """The verdict of the offline drafter's draft."""
    today = date(2026, 11, 23)
    job = Job(
        facts=read_brief(brief, today), today=today, recognised=recognise(brief), claims=Claims({}), ship_week=4.0
    )
    return job.path()


@pytest.mark.parametrize("language", COLUMNS)
def test_a_forecast_is_classical_in_every_language(language: str) -> None:
    assert verdict(FORECASTS[language]) == "classical", in_english(FORECASTS[language])


@pytest.mark.parametrize("language", COLUMNS)
def test_data_that_must_stay_adapts_the_plan_in_every_language(language: str) -> None:
    assert verdict(SECRETS[language]) == "adapted", in_english(SECRETS[language])


def test_every_word_has_its_stems_in_every_language() -> None:
    assert all(all(row) for row in words().values()), [english for english, row in words().items() if not all(row)]


def test_a_brief_in_english_is_read_once_and_another_is_kept_beside_its_reading() -> None:
    assert with_english("We want to answer letters.") == "We want to answer letters."
    german = "Wir wollen die Briefe der Kunden beantworten."
    assert with_english(german).startswith(german)
    assert in_english(german) == "Wir want die letters der customers answer."
    assert recognise(german).task.family == "language"
