"""Invariant: what a file is follows from its name alone; a name that is in no list here is never opened.

Text kinds are read as they stand. The others are taken apart by a library, in a child process (see `extraction`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Kind = Literal["markdown", "text", "code", "html", "pdf", "docx"]

_SUFFIXES: Mapping[Kind, str] = {
    "markdown": ".md .markdown .mdx",
    "text": ".txt .text .rst .adoc .org .tex",
    "code": (
        ".py .pyi .js .jsx .mjs .cjs .ts .tsx .java .kt .kts .scala .go .rs .c .h .cc .cpp .cxx .hpp .cs .swift .m "
        ".rb .php .pl .lua .r .jl .ex .exs .erl .hs .clj .sh .bash .zsh .ps1 .sql .vue .svelte .dart .tf .proto"
    ),
    "html": ".html .htm .xhtml",
    "pdf": ".pdf",
    "docx": ".docx",
}
_KIND: Mapping[str, Kind] = {suffix: kind for kind, names in _SUFFIXES.items() for suffix in names.split()}
LIBRARY: Mapping[str, tuple[str, str]] = {
    "html": ("selectolax", "selectolax"),
    "pdf": ("pypdf", "pypdf"),
    "docx": ("docx", "python-docx"),
}
"""Kinds that need a library: its module, and the name of its distribution."""


def kind_of(name: str) -> Kind | None:
    """The kind of the file with this name, or None when it is none that is read."""
    stem, dot, suffix = name.lower().rpartition(".")
    return _KIND.get(dot + suffix) if stem else None
