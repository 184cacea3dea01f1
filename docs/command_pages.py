"""Invariant: each command has a page, made from the code that parses it, so no page can promise what is not there.

python docs/command_pages.py           writes commands/*.md
python docs/command_pages.py --check   exit 1 when a page is missing, out of date, or of a command that is gone
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.cli import options
from assistant.cli.tree import COMMANDS, root

HERE = Path(__file__).resolve().parent / "commands"
_COMMON = ("--quiet", "--no-color", "--help")


def pages() -> dict[Path, str]:
    """Every page by its place."""
    found = {HERE / f"{name}.md": page(name) for name in COMMANDS}
    return {HERE / "index.md": index()} | found


def index() -> str:
    """The list of all commands."""
    rows = "\n".join(f"| [`assistant {name}`]({name}.md) | {line} |" for name, (_, line) in COMMANDS.items())
    return (
        "# Commands\n\nMade from the code by `python docs/command_pages.py`. Without a command, on a terminal, "
        f"`assistant` opens a chat.\n\n| command | does |\n|---|---|\n{rows}\n\n"
        "Every command takes `--quiet` (the result and failures, nothing besides), `--no-color` (so does `NO_COLOR`) "
        "and `--help`. Results go to stdout, words for people to stderr; [exit codes](../exit-codes.md) are the same "
        "everywhere.\n"
    )


def page(name: str) -> str:
    """The page of one command with those below it."""
    command = root.get_command(click.Context(root, info_name="assistant"), name)
    assert command is not None
    return "\n".join(_described(command, f"assistant {name}", 1)).rstrip() + "\n"


def _described(command: click.Command, path: str, level: int) -> Iterator[str]:
    ctx = click.Context(command, info_name=path)
    yield f"{'#' * level} {path}\n"
    yield _prose(command.help or "")
    usage = " ".join(command.collect_usage_pieces(ctx)).strip()
    yield f"\n```\n{path} {usage}\n```\n"
    rows = [row for parameter in command.params if (row := _row(parameter, ctx))]
    if rows:
        yield "| option | means |\n|---|---|"
        yield "\n".join(rows) + "\n"
    if command.epilog:
        examples = [line.strip() for line in command.epilog.splitlines() if line.startswith("  ")]
        yield "```sh\n" + "\n".join(examples) + "\n```\n"
    if isinstance(command, click.Group):
        for below in command.list_commands(ctx):
            found = command.get_command(ctx, below)
            assert found is not None
            yield from _described(options.everywhere(found), f"{path} {below}", level + 1)


def _prose(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text.replace("\b", "").strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _row(parameter: click.Parameter, ctx: click.Context) -> str:
    record = parameter.get_help_record(ctx)
    if record is None or not record[1] or any(name in parameter.opts for name in _COMMON):
        return ""
    names, text = (part.replace("|", r"\|") for part in record)
    return f"| `{names}` | {text} |"


def main() -> int:
    """Writes or checks the pages."""
    wanted = pages()
    gone = sorted(path for path in HERE.glob("*.md") if path not in wanted)
    if "--check" not in sys.argv[1:]:
        HERE.mkdir(exist_ok=True)
        for path, text in wanted.items():
            path.write_text(text, encoding="utf-8")
        for path in gone:
            path.unlink()
        return 0
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if stale or gone:
        sys.stderr.write(
            f"out of date: {', '.join(p.name for p in (*stale, *gone))}; run: python docs/command_pages.py\n"
        )
    return 1 if stale or gone else 0


if __name__ == "__main__":
    sys.exit(main())
