"""Invariant: a parser turns bytes into Markdown-like text within its caps, or refuses with a reason in a few words.

Runs in the child process of `extraction` only: a parser of foreign files may hang, eat memory or end the interpreter.
Headings become `#` lines, items `-` lines and table rows `|` lines, so that passages know where they stand.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from assistant.knowledge.decoding import decode

if TYPE_CHECKING:
    from docx.document import Document

TEXT_LIMIT = 2_000_000  # characters; project rule: the same as a text file may have
UNPACKED_LIMIT = 200_000_000  # bytes in all parts of a Word file; its largest honest parts are pictures
PARTS_LIMIT = 5_000
PAGES_LIMIT = 3_000
_CUT = "only the first part was read: it is very long"
_DROPPED = "script, style, noscript, template, svg, head, [hidden], [style*='display:none' i]"
_BLOCKS = (
    " address article aside blockquote body dd div dl dt figcaption figure footer form header hr html main nav ol "
    "p pre section table tbody thead ul "
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")
_GAPS = re.compile(r"\n{3,}")
Parsed = tuple[str, str]


class Refused(ValueError):
    """Why a file cannot be read, for the user."""


def html(data: bytes) -> Parsed:
    """The visible text of an HTML page; its title stands above it when no heading says the same."""
    from selectolax.lexbor import LexborHTMLParser

    text, reservation = decode(data)
    tree = LexborHTMLParser(text)
    titles = tree.css("title")
    title = _line(titles[0].text()) if titles else ""
    for node in tree.css(_DROPPED):
        node.decompose()
    body = "".join(_html_pieces(tree.root)) if tree.root is not None else ""
    lines = "\n".join(_BLANKS.sub(" ", line).strip() for line in body.split("\n"))
    found = _GAPS.sub("\n\n", lines).strip()
    if title and not re.search(r"^# ", found, re.MULTILINE):
        found = f"# {title}\n\n{found}"
    return _capped(found, reservation)


def _html_pieces(root: Any) -> Iterator[str]:  # noqa: ANN401 - selectolax's node
    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text":
            inside = node.parent.tag if node.parent is not None else ""
            yield node.text_content if inside == "pre" else node.text_content.replace("\n", " ")
            if inside in _HEADINGS:
                yield "\n\n"
        elif tag in _HEADINGS:
            yield f"\n\n{'#' * int(tag[1])} "
        elif tag == "li":
            yield "\n- "
        elif tag in ("td", "th"):
            yield " | "
        elif tag in ("br", "tr"):
            yield "\n"
        elif f" {tag} " in _BLOCKS:
            yield "\n\n"


def pdf(data: bytes) -> Parsed:
    """The text of a PDF, each page under its own heading."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("locked with a password")
        total = len(reader.pages)
        pages: list[str] = []
        size = 0
        for number in range(min(total, PAGES_LIMIT)):
            text = reader.pages[number].extract_text()
            size += len(text)
            if text.strip():
                pages.append(f"## Page {number + 1}\n\n{text.strip()}")
            if size > TEXT_LIMIT:
                break
    except PyPdfError as error:
        raise Refused(f"a damaged PDF: {error}") from error
    if not pages:
        raise Refused("no text in it; it may be a scan" if total else "a PDF without a page")
    found = "\n\n".join(pages)
    return _capped(found, _CUT if total > PAGES_LIMIT else "")


def docx(data: bytes) -> Parsed:
    """The text of a Word file: paragraphs, headings, items and tables in their order."""
    from docx import Document

    _unpackable(data)
    document = Document(io.BytesIO(data))
    return _capped("\n\n".join(_docx_blocks(document)), "")


def _docx_blocks(document: Document) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            rows = [" | ".join(_line(cell.text) for cell in row.cells) for row in block.rows]
            yield "\n".join(f"| {row} |" for row in rows)
            continue
        text = block.text.strip()
        style = (block.style.name or "") if block.style is not None else ""
        level = re.fullmatch(r"Heading ([1-6])", style)
        if not text:
            continue
        if level or style == "Title":
            yield f"{'#' * (int(level[1]) if level else 1)} {_line(text)}"
        else:
            yield f"- {_line(text)}" if style.startswith("List") else text


def _unpackable(data: bytes) -> None:
    """Raises Refused for a bomb. What a part declares is the most that is ever unpacked of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise Refused(f"it unpacks to more than {UNPACKED_LIMIT // 1_000_000} MB or {PARTS_LIMIT:,} parts")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _head(archive, part):
                    raise Refused("one of its parts declares entities, which Word never does")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Refused(f"a damaged Word file: {error}") from error


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as file:
        return file.read(4_096)


def _capped(text: str, reservation: str) -> Parsed:
    if not text.strip():
        raise Refused("no text in it")
    if len(text) > TEXT_LIMIT:
        return text[:TEXT_LIMIT], _CUT
    return text, reservation


def _line(text: str) -> str:
    return " ".join(text.split())


PARSERS: Mapping[str, Callable[[bytes], Parsed]] = {"html": html, "pdf": pdf, "docx": docx}
