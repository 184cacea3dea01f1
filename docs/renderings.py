"""Invariant: the schema, its page and the picture in these documents are made by the product, by one command.

python docs/renderings.py           writes plan.schema.json and plan.md, and with Chromium our-plan.png
python docs/renderings.py --check   exit 1 when one of the three is out of date

The picture carries the digest of the page it was taken of, so that an old one is known without a browser.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import app
from assistant.planning.renderings import html, json_schema

HERE = Path(__file__).resolve().parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
"""The last one keeps the browser itself from asking anything of anybody."""
KEYWORD = b"page-sha256\0"
HEADER = 8 + 25
"""Bytes of a PNG before its second chunk: signature and IHDR."""
WIDTH, HEIGHT, SCALE = 980, 2_560, 1.25
"""CSS pixels, for page one and the drawings of page two, and picture dots to each."""


def texts() -> dict[Path, str]:
    """The two texts by their place."""
    return {HERE / "plan.schema.json": json_schema.text(), HERE / "plan.md": json_schema.page()}


def browser() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def page_shown() -> str:
    """Our own plan as HTML: what the picture shows."""
    return html.render(app.load_plan(HERE / "our-plan.json"))


def digest(page: str) -> bytes:
    """The digest of a page, as the picture carries it."""
    return hashlib.sha256(page.encode()).hexdigest().encode()


def taken_of(png: bytes) -> bytes:
    """The digest of the page that a picture was taken of; b'' when it carries none."""
    _, mark, rest = png.partition(KEYWORD)
    return rest[:64] if mark else b""


def marked(png: bytes, page: str) -> bytes:
    """The picture with the digest of its page in a text chunk (PNG 1.2, 4.2.3), right after its header."""
    body = b"tEXt" + KEYWORD + digest(page)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:HEADER] + chunk + png[HEADER:]


def picture(chromium: str, place: Path) -> None:
    """Writes what Chromium shows of our own plan as a PNG that carries the digest of the page."""
    page = page_shown()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "our-plan.html"
        file.write_text(page, encoding="utf-8")
        size = (f"--window-size={WIDTH},{HEIGHT}", f"--force-device-scale-factor={SCALE}")
        command = [chromium, *FLAGS, *size, f"--user-data-dir={folder}/profile", f"--screenshot={place}", file.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    place.write_bytes(marked(place.read_bytes(), page))


def main() -> int:
    """Writes or checks."""
    if "--check" in sys.argv[1:]:
        stale = [
            path.name
            for path, text in texts().items()
            if not path.is_file() or path.read_text(encoding="utf-8") != text
        ]
        if taken_of((HERE / "our-plan.png").read_bytes()) != digest(page_shown()):
            stale.append("our-plan.png")
        if stale:
            sys.stderr.write(f"out of date: {', '.join(stale)}; run: python docs/renderings.py\n")
        return 1 if stale else 0
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
    chromium = browser()
    if chromium is None:
        sys.stderr.write("no Chromium here, so our-plan.png stays as it is\n")
    else:
        picture(chromium, HERE / "our-plan.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
