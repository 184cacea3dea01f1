"""Invariant: settings are read when asked for, never on import, and every value knows where it came from.

First wins: flag, environment, `.env` in the working folder, kept keys, project file, user file, default.
A base URL from a file in the working folder (`.env`, project file) counts only when the key in use comes from that
same file, so that a cloned folder cannot redirect a key that lives in the environment.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant import kept_keys, resources
from assistant.errors import InputError

VARIABLES = (
    "ASSISTANT_MODEL",
    "ASSISTANT_HOME",
    "ASSISTANT_NOTES",
    "ASSISTANT_MAX_COST_USD",
    "ASSISTANT_SECOND_MODEL",
    "ASSISTANT_EFFORT",
    "ASSISTANT_THINKING",
    "ASSISTANT_PROMPTS",
    "ASSISTANT_EMBEDDINGS",
    "ASSISTANT_TURN_SECONDS",
    "ASSISTANT_CALL_SECONDS",
    "ASSISTANT_CONTENT_DAYS",
    "ASSISTANT_NUMBERS_DAYS",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
)
Layer = tuple[str, dict[str, str]]
"""A place settings come from: its name for people, and what it says."""
_PAIRED = {"ANTHROPIC_BASE_URL": "ANTHROPIC_API_KEY", "OPENAI_BASE_URL": "OPENAI_API_KEY"}
_FIRST_MODEL = {"ANTHROPIC_API_KEY": "anthropic:claude-sonnet-5-5", "OPENAI_API_KEY": "openai:gpt-6.1-sol"}
_PROJECT_FILE = "assistant.toml"
_NEVER_FROM_A_FOLDER = frozenset(
    ("ASSISTANT_PROMPTS", "ASSISTANT_EMBEDDINGS", "ASSISTANT_CONTENT_DAYS", "ASSISTANT_NUMBERS_DAYS")
)
"""A cloned folder must not speak to the model, send the notes anywhere, have a log deleted, or kept longer than its
owner wants."""
_MOST_DAYS = 36_500
_LONGEST_SECONDS = 86_400
"""A day, for a slow model on a machine of one's own (project rule)."""


class Secret:
    """A string that never shows itself: `reveal()` is the only way to the value."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True)
class Settings:
    """What the run was told. `source` maps a variable's name to where its value came from.

    `turn_seconds` ends a turn with the best draft it has; `call_seconds` is the longest silence of a provider.
    `content_days` and `numbers_days` are how long the usage log keeps words and numbers.
    `wire` gives the HTTP client of a provider's SDK in place of its own: to record what passes, or to replay it.
    """

    model: str = "offline"
    model_chosen: bool = False
    home: Path = field(default_factory=Path)
    notes: tuple[Path, ...] = ()
    max_cost_usd: float | None = None
    second_model: str | None = None
    effort: str | None = None
    thinking: str | None = None
    prompts: Path | None = None
    embeddings: str = "local"
    turn_seconds: float = 600.0
    call_seconds: float = 120.0
    content_days: int = 90
    numbers_days: int = 400
    anthropic_api_key: Secret | None = None
    anthropic_base_url: str | None = None
    openai_api_key: Secret | None = None
    openai_base_url: str | None = None
    wire: Callable[[], Any] | None = None
    source: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def keys_found(self) -> tuple[str, ...]:
        """Names of the provider keys that are set, never their values."""
        pairs = (("ANTHROPIC_API_KEY", self.anthropic_api_key), ("OPENAI_API_KEY", self.openai_api_key))
        return tuple(name for name, value in pairs if value is not None)

    def notices(self) -> tuple[str, ...]:
        """What the user should be told before anything is done, one line each: an unused key, an ignored address."""
        return tuple(line for line in (self.unused_key(), *self.ignored) if line)

    def unused_key(self) -> str:
        """The line that names a key that was found while no model was chosen, and how to use it; else ''."""
        found = self.keys_found()
        if self.model_chosen or not found:
            return ""
        return (
            f"{found[0]} found, but no model chosen: running offline, free. To use it: --model {_FIRST_MODEL[found[0]]}"
        )


def load(
    *,
    flags: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Settings:
    """Settings from every layer. `flags` uses the same names as the environment.

    Raises InputError when a value cannot be read as what it should be.
    """
    environ, cwd = os.environ if environ is None else environ, cwd or Path.cwd()
    dotenv, project = cwd / ".env", cwd / _PROJECT_FILE
    files = (
        (str(dotenv), _dotenv(dotenv)),
        (str(project), _toml(project)),
        ("user file", _toml(_user_file(environ))),
    )
    above: tuple[Layer, ...] = (("flag", dict(flags or {})), ("environment", dict(environ)))
    chosen, _ = _first_wins((*above, *files), in_folder=())
    kept = ("kept keys", kept_keys.read(home(chosen.get("ASSISTANT_HOME"))))
    layers, in_folder = (*above, files[0], kept, *files[1:]), (str(dotenv), str(project))
    values, source = _first_wins(layers, in_folder=in_folder)
    content_days, numbers_days = _clocks(values, source)
    return Settings(
        model=values.get("ASSISTANT_MODEL", "offline"),
        model_chosen="ASSISTANT_MODEL" in values,
        home=home(values.get("ASSISTANT_HOME")),
        notes=_paths(values.get("ASSISTANT_NOTES")),
        max_cost_usd=_money(values.get("ASSISTANT_MAX_COST_USD"), source.get("ASSISTANT_MAX_COST_USD", "")),
        second_model=values.get("ASSISTANT_SECOND_MODEL"),
        effort=_one_of("ASSISTANT_EFFORT", values, ("low", "medium", "high", "xhigh", "max")),
        thinking=_one_of("ASSISTANT_THINKING", values, ("adaptive", "off")),
        prompts=next(iter(_paths(values.get("ASSISTANT_PROMPTS"))), None),
        embeddings=values.get("ASSISTANT_EMBEDDINGS", "local"),
        turn_seconds=_seconds("ASSISTANT_TURN_SECONDS", values, source) or Settings.turn_seconds,
        call_seconds=_seconds("ASSISTANT_CALL_SECONDS", values, source) or Settings.call_seconds,
        content_days=content_days,
        numbers_days=numbers_days,
        anthropic_api_key=_secret(values.get("ANTHROPIC_API_KEY")),
        anthropic_base_url=values.get("ANTHROPIC_BASE_URL"),
        openai_api_key=_secret(values.get("OPENAI_API_KEY")),
        openai_base_url=values.get("OPENAI_BASE_URL"),
        source=source,
        ignored=tuple(_ignored(layers, in_folder, source)),
    )


def home(chosen: str | None = None) -> Path:
    """The one folder everything is written to: chosen, else the checkout's evals/usage, else the platform's."""
    if chosen:
        return expanded(chosen).absolute()
    checkout = resources.source_checkout()
    if checkout is not None:
        return checkout / "evals" / "usage"
    import platformdirs

    return Path(platformdirs.user_data_dir("product-first-assistant", appauthor=False))


def private_folder(path: Path) -> Path:
    """Makes the folder (and its parents of ours) with mode 0700 and returns it; one that is there is only closed to
    others, never opened wider for its owner.

    Raises InputError when the place cannot be written.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            path.chmod(path.stat().st_mode & 0o700)
    except OSError as error:
        raise InputError(
            "The data folder cannot be written",
            where=str(path),
            fix="Set ASSISTANT_HOME to a folder you own.",
            code="home_not_writable",
        ) from error
    return path


def _first_wins(layers: tuple[Layer, ...], *, in_folder: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    values: dict[str, str] = {}
    source: dict[str, str] = {}
    for name in (*_PAIRED.values(), *(name for name in VARIABLES if name not in _PAIRED.values())):
        for layer, found in layers:
            redirects = name in _PAIRED and source.get(_PAIRED[name]) != layer
            redirects = layer in in_folder and (redirects or name in _NEVER_FROM_A_FOLDER)
            if found.get(name) and not redirects:
                values[name], source[name] = found[name], layer
                break
    return values, source


def _ignored(layers: tuple[Layer, ...], in_folder: tuple[str, ...], source: Mapping[str, str]) -> Iterator[str]:
    """One line for each address in a folder's file whose key comes from elsewhere, so that it does not count."""
    for layer, found in layers:
        for address, key in _PAIRED.items():
            if layer in in_folder and found.get(address) and source.get(key) != layer:
                yield f"{address} in {layer} is ignored: it counts only with {key} in that same file"


def _dotenv(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#") and name.strip() in VARIABLES:
            found[name.strip()] = value.strip().strip("'\"")
    return found


def _toml(path: Path) -> dict[str, str]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"The settings file cannot be read: {error}", where=str(path), fix="Mend or remove it."
        ) from error
    return {name: _scalar(name, value, path) for name, value in raw.items() if name in VARIABLES}


def _scalar(name: str, value: object, path: Path) -> str:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise InputError(f"{name} must be one text or number", where=str(path), fix=f'Write it as {name} = "…".')


def expanded(path: str | Path) -> Path:
    """The path with `~` as the person's own folder. Raises InputError when there is no such person."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise InputError(
            "Nobody of that name has a folder here", where=str(path), fix="Write the path in full.", code="usage"
        ) from error


def _user_file(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_CONFIG_HOME") or str(expanded(environ.get("HOME", "~")) / ".config")
    return Path(base) / "product-first-assistant" / "config.toml"


def _paths(value: str | None) -> tuple[Path, ...]:
    return tuple(expanded(part) for part in value.split(os.pathsep) if part) if value else ()


def _money(value: str | None, source: str) -> float | None:
    if value is None:
        return None
    amount = _number(value)
    if not 0 <= amount < float("inf"):
        name = "--max-cost" if source == "flag" else "ASSISTANT_MAX_COST_USD"
        place = "" if source in ("flag", "environment") else source
        raise InputError(
            f"{name} must be an amount in dollars, not {value!r}", where=place, fix="Set it to a number such as 0.50."
        )
    return amount


def _seconds(name: str, values: Mapping[str, str], source: Mapping[str, str]) -> float | None:
    if name not in values:
        return None
    seconds, place = _number(values[name]), source.get(name, "")
    if not 1 <= seconds <= _LONGEST_SECONDS:
        raise InputError(
            f"{'--max-seconds' if place == 'flag' else name} must be from 1 to {_LONGEST_SECONDS:,} seconds, "
            f"not {values[name]!r}",
            where="" if place in ("flag", "environment") else place,
            fix="Set it to a number such as 900.",
        )
    return seconds


def _clocks(values: Mapping[str, str], source: Mapping[str, str]) -> tuple[int, int]:
    """Days that content and numbers are kept: numbers at least as long as content."""
    content = _days("ASSISTANT_CONTENT_DAYS", values, source) or Settings.content_days
    asked = _days("ASSISTANT_NUMBERS_DAYS", values, source)
    if asked is not None and asked < content:
        raise InputError(
            f"The log cannot keep content for {content} days and its numbers for {asked} only",
            where=source.get("ASSISTANT_NUMBERS_DAYS", ""),
            fix=f"Set ASSISTANT_NUMBERS_DAYS to {content} or more, or ASSISTANT_CONTENT_DAYS to {asked} or less.",
        )
    return content, asked or max(content, Settings.numbers_days)


def _days(name: str, values: Mapping[str, str], source: Mapping[str, str]) -> int | None:
    if name not in values:
        return None
    days = _number(values[name])
    if not 1 <= days <= _MOST_DAYS or days != int(days):
        raise InputError(
            f"{name} must be whole days from 1 to {_MOST_DAYS:,}, not {values[name]!r}",
            where=source.get(name, ""),
            fix="Set it to a number such as 30.",
        )
    return int(days)


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return -1.0


def _one_of(name: str, values: Mapping[str, str], words: tuple[str, ...]) -> str | None:
    if values.get(name, words[0]) in words:
        return values.get(name)
    raise InputError(f"{name} is {values[name]!r}", fix=f"Set it to one of {', '.join(words)}.")


def _secret(value: str | None) -> Secret | None:
    return Secret(value) if value else None
