"""Invariant: a scaffold never writes over a file, and says what is to be written before anything can pass."""

from __future__ import annotations

from pathlib import Path

import click

from assistant import terminal
from assistant.cli import options


@click.command(epilog=options.example("assistant eval new last --out my-evals"))
@click.argument("plan")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="A folder for it.")
@options.as_json
def new(plan: str, out: Path, as_json: bool) -> None:
    """Scaffold the evals before launch that PLAN asks for: a path, an id, or last.

    Cases, scorers that fail until they are written, gates with the plan's targets, and the events to log. A plan that
    says stop has no product to measure, and is refused with what would reopen it.
    """
    from assistant.cli import output, plan_argument, setup
    from assistant.evals import scaffold
    from assistant.saving import exists, refused, save

    found = plan_argument.find(plan, setup.load())
    texts = scaffold.files(found)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(out, error) from error
    for name in texts:
        if (out / name).exists():
            raise exists(out / name)
    written = [str(save(out / name, terminal.clean(text))) for name, text in texts.items()]
    if as_json:
        output.show_json({"folder": str(out), "files": written})
        return
    for path in written:
        terminal.show(path)
    if found.verdict.path == "clarify":
        terminal.say("the plan still asks before it plans: answer it and revise, and scaffold from what comes of it")
    terminal.say(f"next: write {out}/product.py, the inputs and the scorers, then: assistant eval run {out}")
