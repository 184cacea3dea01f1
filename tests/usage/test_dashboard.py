"""The report runs nothing, loads nothing, and shows hostile text as text."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.usage import dashboard
from assistant.usage.log import UsageLog
from tests.usage import made

HOSTILE = "<script>document.title='owned'</script><img src=x onerror=alert(1)> \"'&"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    with UsageLog.open(tmp_path / "data", clock=made.noon) as log:
        log.record("finished", made.turn(HOSTILE))
        log.feedback("last", kind="accept")
        log.feedback("last", kind="outcome", outcome="resolved=true")
        log.record("finished", made.turn("an ordinary brief", status="failed"))
        yield dashboard.page(log.stats(), log.turns(20), made_at="2026-11-23 12:00 UTC")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_no_text_of_the_log_becomes_markup(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    names = {tag for tag, _ in tags.seen}
    assert not names & {"script", "img", "link", "iframe", "object", "a", "form"}
    assert {name for _, attributes in tags.seen for name in attributes if name.startswith("on")} == set()
    assert "&lt;script&gt;" in page


def test_the_policy_allows_the_one_style_and_nothing_else(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    (policy,) = [a["content"] for tag, a in tags.seen if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy == dashboard.policy()
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert f"<style>{dashboard.STYLE}</style>" in page
    assert not any("style" in attributes for _, attributes in tags.seen)


def test_the_figures_are_on_the_page(page: str) -> None:
    for said in ("100 % of 1", "resolved", "failed", "2026-11-23", "<svg", "an ordinary brief", "accept"):
        assert said in page


def test_an_empty_log_makes_a_page_too(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        page = dashboard.page(log.stats(), [], made_at="now")
    assert "No weeks yet." in page
    assert "not measured" in page


@pytest.mark.browser
def test_a_browser_shows_it_and_runs_nothing(page: str, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("not measured: there is no chromium here")
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [*command, "--virtual-time-budget=2000", "--dump-dom", file.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "<title>Usage report</title>" in done.stdout
    assert "What use has shown" in done.stdout
    assert "<script" not in done.stdout
    assert "Refused to" not in done.stderr
