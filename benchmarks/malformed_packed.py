"""Invariant: each PDF and Word file here is damaged, endless, or far larger inside than outside."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def word(body: str, *, before: str = "", extra: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file with this inside its body; `before` stands ahead of the root, `extra` are more parts."""
    document = f'{before}<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _LINKS)
        archive.writestr("word/document.xml", document)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return packed.getvalue()


def paragraph(text: str) -> str:
    """One paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(objects: list[bytes], *, trailer: bytes = b"", start: int | None = None) -> bytes:
    """A PDF of these objects, numbered from 1, the first being the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer.replace(b"TABLE", b"%d" % table))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % (table if start is None else start))


def page(content: bytes, entries: bytes = b"") -> list[bytes]:
    """The objects of a PDF with one page that shows this content; `entries` are those of its stream."""
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]


_TEXT = b"BT /F 12 Tf (The hangar opens at nine.) Tj ET"


def _damaged(whole: Callable[[], bytes]) -> Callable[[random.Random], bytes]:
    def maker(rng: random.Random) -> bytes:
        data = bytearray(whole())
        if rng.random() < 0.5:
            return bytes(data[: rng.randrange(len(data))])
        for _ in range(rng.randrange(1, 60)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        return bytes(data)

    return maker


def _looping_pdf(rng: random.Random) -> bytes:
    objects = page(_TEXT)
    which = rng.randrange(6)
    if which == 0:
        return pdf(objects, trailer=b"/Prev TABLE")
    if which == 1:
        objects[1] = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"
    elif which == 2:
        objects[3] = b"4 0 R"
    elif which == 3:
        objects[2] = objects[2].replace(b"/Parent 2 0 R", b"/Parent 3 0 R").replace(b"/MediaBox [0 0 9 9]", b"")
    elif which == 4:
        objects[4] = b"<< /Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] /ToUnicode 5 0 R >>"
    else:
        return pdf(objects, start=rng.choice((0, 7, 10**12, -5)))
    return pdf(objects)


def _large_pdf(rng: random.Random) -> bytes:
    which = rng.randrange(5)
    if which == 0:
        return pdf(page(b"[" * 100_000 + b"]" * 100_000))
    if which == 1:
        return pdf([*page(_TEXT), b"<< /A " * 50_000 + b">>" * 50_000])
    if which == 2:
        return pdf(page(b"BT " + b"(a) Tj " * 100_000 + b"ET"))
    if which == 3:
        return pdf(page(_pressed(), b"/Filter /FlateDecode"))
    return pdf(page(zlib.compress(_pressed(), 9), b"/Filter [/FlateDecode /FlateDecode]"))


@cache
def _pressed() -> bytes:
    return zlib.compress(b"(a) Tj " * 12_000_000, 9)


def _bomb(rng: random.Random) -> bytes:
    return _bombs()[rng.randrange(3)]


@cache
def _bombs() -> tuple[bytes, ...]:
    return (
        word(paragraph("a"), extra={"word/media/a.xml": bytes(250_000_000)}),
        word(paragraph("a") * 400_000),
        word(paragraph("a"), extra={f"word/media/{n}.png": b"" for n in range(6_000)}),
    )


def _entities(rng: random.Random) -> bytes:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    kinds = (f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>', '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/hostname">]>')
    return word(paragraph("&a9;"), before=rng.choice(kinds))


def _odd_word(rng: random.Random) -> bytes:
    bodies = (
        "<w:p>" * 100_000,
        "<w:tbl><w:tr><w:tc>" * 2_000 + "</w:tc></w:tr></w:tbl>" * 2_000,
        paragraph("\x01\x02 &#0; ]]>"),
        "",
        "<w:tbl><w:tr/></w:tbl>",
        paragraph("x" * 3_000_000),
    )
    return word(rng.choice(bodies))


MAKERS: Mapping[str, Callable[[random.Random], bytes]] = {
    "random.pdf": lambda rng: rng.randbytes(20_000),
    "headed.pdf": lambda rng: b"%PDF-1.7\n" + rng.randbytes(20_000) + b"startxref\n0\n%%EOF",
    "damaged.pdf": _damaged(lambda: pdf(page(_TEXT))),
    "looping.pdf": _looping_pdf,
    "large.pdf": _large_pdf,
    "random.docx": lambda rng: rng.randbytes(20_000),
    "headed.docx": lambda rng: b"PK\x03\x04" + rng.randbytes(20_000),
    "damaged.docx": _damaged(lambda: word(paragraph("The captain sleeps eight hours."))),
    "bomb.docx": _bomb,
    "entities.docx": _entities,
    "odd.docx": _odd_word,
}
