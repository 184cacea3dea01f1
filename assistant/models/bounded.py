"""Invariant: an answer costs no more memory than its cap, whatever it unpacks to, and no request goes elsewhere.

An SDK follows a redirect with the whole prompt, and a decoder unpacks a thousand bytes from one. So no packed answer is
asked for, one that comes packed all the same is unpacked piece by piece, and a redirect is an error of ours.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

LARGEST_ANSWER = 16_000_000
"""Bytes of one answer, unpacked (project rule: the longest reply asked for, in events of 300 bytes a token, three times
over)."""
_PIECE = 65_536
_GZIP_OR_ZLIB = 47
"""`wbits` of zlib for either header (zlib manual, inflateInit2)."""


class TooMuch(Exception):
    """An answer beyond its cap, or packed in a way that nobody asked for."""


def bounded(client: httpx2.Client, most: int = LARGEST_ANSWER) -> httpx2.Client:
    """The client, from now on held to so many bytes an answer and to the address it was given.

    What it raises inside an SDK is TooMuch; a redirect is an answer with its status.
    """
    client.follow_redirects = False
    hooks = client.event_hooks
    client.event_hooks = {
        "request": [*hooks["request"], _unpacked],
        "response": [*hooks["response"], lambda response: _cap(response, most)],
    }
    return client


def _unpacked(request: httpx2.Request) -> None:
    request.headers["accept-encoding"] = "identity"


def _cap(response: httpx2.Response, most: int) -> None:
    import httpx2

    if not isinstance(response.stream, httpx2.SyncByteStream):
        return
    inside: httpx2.SyncByteStream = response.stream
    packing = response.headers.pop("content-encoding", "identity").strip().lower()

    class Capped(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            came = 0
            for piece in _pieces(inside, packing):
                came += len(piece)
                if came > most:
                    raise TooMuch
                yield piece

        def close(self) -> None:
            inside.close()

    response.stream = Capped()


def _pieces(packed: httpx2.SyncByteStream, packing: str) -> Iterator[bytes]:
    if packing in ("", "identity"):
        yield from packed
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise TooMuch
    unpacking = zlib.decompressobj(_GZIP_OR_ZLIB)
    for chunk in packed:
        left = chunk
        while left or unpacking.unconsumed_tail:
            try:
                piece = unpacking.decompress(left, _PIECE)
            except zlib.error:
                raise ValueError("packed bytes that cannot be unpacked") from None
            left = unpacking.unconsumed_tail
            if piece:
                yield piece
            if unpacking.eof or not (piece or left):
                break
