"""Invariant: a key that was kept is readable by its owner alone, and is shown, listed or logged by nobody.

`assistant keys set` keeps a key in a file of mode 0600 below the data folder, or in the system's keyring; then the file
only says that it is there.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from assistant.errors import InputError

FILE_NAME = "keys"
VARIABLES = {"anthropic": "ANTHROPIC_API_KEY", "openai": "OPENAI_API_KEY"}
"""Provider → the variable its key is known by."""
LONGEST = 1_000
"""Characters of a key (project rule: ten times the longest known)."""
_SERVICE = "product-first-assistant"
_IN_KEYRING = "(keyring)"


def read(home: Path) -> dict[str, str]:
    """The keys kept below `home`, by variable. Raises InputError when the keyring that holds one cannot be asked."""
    return {name: _from_keyring(name) if value == _IN_KEYRING else value for name, value in _lines(home).items()}


def places(home: Path) -> dict[str, str]:
    """Variable → `file` or `keyring`, for each kept key; never a value."""
    return {name: "keyring" if value == _IN_KEYRING else "file" for name, value in _lines(home).items()}


def keep(home: Path, provider: str, key: str, *, in_keyring: bool = False) -> None:
    """Keeps the provider's key; `home` must exist. Raises InputError for what is no key, or when it cannot be kept."""
    name, key = VARIABLES[provider], key.strip()
    if not key or len(key) > LONGEST or not key.isascii() or not key.isprintable() or " " in key:
        raise InputError(
            "That is no key", where=provider, fix="Copy the whole key, one line without spaces.", code="key_text"
        )
    if in_keyring:
        _keyring().set_password(_SERVICE, name, key)
    _write(home, {**_lines(home), name: _IN_KEYRING if in_keyring else key})


def remove(home: Path, provider: str) -> bool:
    """Forgets the provider's key; says whether there was one. Raises InputError when the file cannot be written."""
    lines = _lines(home)
    value = lines.pop(VARIABLES[provider], None)
    if value is None:
        return False
    if value == _IN_KEYRING:
        _keyring().delete_password(_SERVICE, VARIABLES[provider])
    _write(home, lines)
    return True


def _lines(home: Path) -> dict[str, str]:
    try:
        text = (home / FILE_NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    pairs = (line.strip().partition("=") for line in text.splitlines())
    return {name: value for name, equals, value in pairs if equals and value and name in VARIABLES.values()}


def _write(home: Path, lines: dict[str, str]) -> None:
    path = home / FILE_NAME
    try:
        descriptor, name = tempfile.mkstemp(dir=home, prefix=f".{FILE_NAME}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in lines.items())
        Path(name).replace(path)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise InputError(
            f"The key cannot be kept: {reason}",
            where=str(path),
            fix="Set ASSISTANT_HOME to a folder you own.",
            code="disk",
        ) from error


def _from_keyring(name: str) -> str:
    return _keyring().get_password(_SERVICE, name) or ""


def _keyring() -> Any:  # noqa: ANN401 - a package that may not be installed
    try:
        import keyring
    except ImportError as error:
        raise InputError(
            "The keyring package is not installed",
            fix="pip install keyring, or leave --keyring out.",
            code="no_keyring",
        ) from error
    return keyring
