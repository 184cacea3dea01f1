"""A real browser opens the page: it says nothing, asks for nothing, and prints page one on one sheet of A4."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.planning.renderings import html
from assistant.planning.schema import Plan, load
from docs import renderings
from tests.planning.plans import GOOD, support
from tests.planning.plans.parts import TODAY
from tests.planning.renderings.hostile import SCRIPTS, attacked

CHROMIUM = renderings.browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="not measured: there is no Chromium on this machine"),
]
reads_pdf = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="not measured: there is no pdftotext on this machine"
)
_OF_A_PAGE = '"network_isolation_key":"file:'
"""Tells, in a line of the browser's log, what a page on the disk asks for from what the browser asks for itself."""


def our_plan() -> Plan:
    return load((renderings.HERE / "our-plan.json").read_bytes())


@dataclass(frozen=True)
class Visit:
    """What the browser wrote to its console, and every address it asked for other than the page's own."""

    console: list[str]
    asked: list[str]


def chromium(page: Path, *flags: str) -> str:
    """Runs the browser on the file and returns what it logged."""
    command = [str(CHROMIUM), *renderings.FLAGS, f"--user-data-dir={page.parent / 'profile'}", *flags]
    done = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stderr


def visit(document: str, folder: Path) -> Visit:
    page, log = folder / "page.html", folder / "net.json"
    page.write_text(document, encoding="utf-8")
    said = chromium(page, "--enable-logging=stderr", f"--log-net-log={log}", "--dump-dom")
    lines = log.read_text(encoding="utf-8").splitlines()
    asked = {url[1] for line in lines if _OF_A_PAGE in line and (url := re.search(r'"url":"([^"]+)"', line))}
    return Visit(
        console=[line for line in said.splitlines() if "CONSOLE" in line],
        asked=sorted(url for url in asked if not url.startswith("file:")),
    )


def printed(document: str, folder: Path) -> list[str]:
    """The text of each printed page."""
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_text(document, encoding="utf-8")
    chromium(page, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return done.stdout.removesuffix("\f").split("\f")


def test_these_tests_notice_a_page_that_speaks_and_asks(tmp_path: Path) -> None:
    talking = "<script>console.error('hello')</script><img src='http://plans.example/x.png'>"
    seen = visit(f"<!DOCTYPE html><title>x</title>{talking}", tmp_path)
    assert any("hello" in line for line in seen.console)
    assert any("plans.example" in url for url in seen.asked)


@pytest.mark.parametrize("build", [our_plan, support])
def test_the_page_is_silent_and_asks_for_nothing(build: Callable[[], Plan], tmp_path: Path) -> None:
    assert visit(html.render(build(), TODAY), tmp_path) == Visit([], [])


def test_a_page_full_of_attacks_is_silent_too(tmp_path: Path) -> None:
    image = "<img src=http://plans.example/x.png><script src=http://plans.example/x.js></script>"
    attack = "".join(SCRIPTS) + image
    assert visit(html.render(attacked(support(), attack), TODAY), tmp_path) == Visit([], [])


def test_should_an_escape_fail_the_policy_still_holds(tmp_path: Path) -> None:
    broken = html.render(support(), TODAY).replace(
        "<main>", "<main><script>console.error('ran')</script><img src=http://plans.example/x.png>"
    )
    seen = visit(broken, tmp_path)
    assert seen.asked == []
    assert not any("ran" in line and "Content Security Policy" not in line for line in seen.console)


@reads_pdf
@pytest.mark.parametrize("build", [our_plan, *GOOD])
def test_each_page_is_one_printed_page_and_the_sources_follow_on_it_or_on_a_third(
    build: Callable[[], Plan], tmp_path: Path
) -> None:
    plan = build()
    pages = printed(html.render(plan, TODAY), tmp_path)
    assert len(pages) in (2, 3)
    last, after = ("WHAT WOULD REOPEN IT", "RISKS") if plan.verdict.path == "stop" else ("HOW WE KNOW", "")
    assert "THE ANSWER, FOR YOUR BOSS" in pages[0]
    assert last in pages[0]
    assert after in pages[1]
    assert "WHAT IT RESTS ON" in pages[-1]
    assert len(pages) == 2 or pages[-1].lstrip().startswith("WHAT IT RESTS ON")
    if plan.kill_criteria and plan.verdict.path != "stop":
        assert "Written down on" in pages[0]


def test_the_committed_picture_shows_both_pages() -> None:
    picture = (renderings.HERE / "our-plan.png").read_bytes()
    width, height = (int.from_bytes(picture[place : place + 4]) for place in (16, 20))
    assert picture.startswith(b"\x89PNG")
    assert (width, height) == (renderings.WIDTH * renderings.SCALE, renderings.HEIGHT * renderings.SCALE)
