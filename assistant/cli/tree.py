"""Invariant: help and typos are answered from this table alone; a command's module loads when the command runs.

The table names each command, where it lives and its one line of help.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import click

from assistant.cli import options, version
from assistant.cli.failure import run

Table = Mapping[str, tuple[str, str]]
"""Command name → (`module:attribute`, one line of help)."""

COMMANDS: Table = {
    "plan": ("assistant.cli.plan:plan", "Write one plan from a brief."),
    "chat": ("assistant.repl.command:chat", "Plan in conversation, and give feedback as you go."),
    "demo": ("assistant.cli.demo:demo", "Show in under a minute what this does, with no key."),
    "doctor": ("assistant.cli.doctor:doctor", "Examine what is set up, and name the command that mends each fault."),
    "check": ("assistant.cli.check:check", "Review a plan: our JSON, or any plan in Markdown."),
    "export": ("assistant.cli.export:export", "Render a plan as HTML, JSON, Markdown, Mermaid, or as a spec."),
    "plans": ("assistant.cli.plans:plans", "List the plans kept on this machine."),
    "diff": ("assistant.cli.diff:diff", "Tell what changed between two plans."),
    "revise": ("assistant.cli.revise:revise", "Propose the next revision of a plan, and keep it on a yes."),
    "gates": ("assistant.cli.gates:gates", "Compute the gates of a plan from what was read."),
    "rule": ("assistant.cli.rule:rule", "Explain a rule that a review names, or list them all."),
    "notes": ("assistant.cli.notes:notes", "Search what the assistant knows, and your own notes."),
    "usage": ("assistant.cli.usage:usage", "Read the log of your use, and decide what is kept."),
    "feedback": ("assistant.cli.feedback:feedback", "Say whether a plan was any good."),
    "eval": ("assistant.cli.eval:evals", "Run suites of cases, with no key and no network."),
    "keys": ("assistant.cli.keys:keys", "Keep a provider's key for your models, and see which keys are found."),
    "prompt": ("assistant.cli.prompt:prompt", "Read the prompts a model is given."),
    "mcp": (
        "assistant.cli.mcp:mcp",
        "Serve plan, check and search_notes to Claude Code, Cursor and other programs.",
    ),
    "skill": ("assistant.cli.skill:skill", "Print the skill that teaches a coding agent to use this command."),
    "completion": (
        "assistant.cli.completion:completion",
        "Print the script that completes commands in bash, zsh or fish.",
    ),
    "tune": ("assistant.cli.tune:tune", "Ask whether use has paid for a model of your own yet."),
}


COMPLETE_VARIABLE = "_ASSISTANT_COMPLETE"
"""Set by the script of `assistant completion` when the shell asks what may follow."""


class LazyGroup(click.Group):
    """A group that imports a command only to run it. A mistyped name gets the nearest one."""

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:  # noqa: ANN401 - click's own signature
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None when there is none of that name."""
        if cmd_name not in self.table:
            return None
        module, _, attribute = self.table[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return options.everywhere(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands' section of the help, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with one sentence for a name that is not in the table."""
        if args[0] not in self.table and not args[0].startswith("-"):
            raise click.UsageError(self._unknown(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def _unknown(self, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, self.table, n=1)
        if near:
            return f"There is no command {name!r}. Did you mean {near[0]!r}?"
        if " " in name.strip():
            return 'That reads like a brief. To plan it: assistant plan "…"'
        return f"There is no command {name!r}; there are {', '.join(self.table)}."


class Root(LazyGroup):
    """The command itself: every way out of it passes through `run`, so that exit codes keep their promise."""

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> NoReturn:
        """Runs the command line and exits."""
        name = prog_name or "assistant"
        if os.environ.get(COMPLETE_VARIABLE):
            self._main_shell_completion({}, name, COMPLETE_VARIABLE)
        sys.exit(run(self, list(sys.argv[1:] if args is None else args), name))


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"assistant {version()}")
        ctx.exit()


@click.group(
    "assistant",
    cls=Root,
    table=COMMANDS,
    invoke_without_command=True,
    context_settings=options.SETTINGS,
    epilog=options.example('assistant plan "Support bot for our returns policy; two engineers, eight weeks"'),
)
@click.option(
    "--version",
    "-V",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def root(ctx: click.Context) -> None:
    """Plans AI projects product first: ship on a rented model, learn from use, train only when use proves it pays.

    Without a command, on a terminal, this opens a chat.
    """
    if ctx.invoked_subcommand is not None:
        return
    if sys.stdin.isatty() and sys.stdout.isatty():
        command = root.get_command(ctx, "chat")
        assert command is not None
        ctx.invoke(command)
        return
    click.echo(ctx.get_help(), err=True)
    ctx.exit(2)


options.everywhere(root)
