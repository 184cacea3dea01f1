"""Invariant: the script completes what the command line understands, since it asks the command line itself."""

from __future__ import annotations

import click

from assistant import terminal
from assistant.cli import options

SHELLS = ("bash", "zsh", "fish")
_PLACES = {
    "bash": 'eval "$(assistant completion bash)"  # in ~/.bashrc',
    "zsh": 'eval "$(assistant completion zsh)"  # in ~/.zshrc',
    "fish": "assistant completion fish > ~/.config/fish/completions/assistant.fish",
}


@click.command(context_settings=options.SETTINGS, epilog=options.example(*_PLACES.values()))
@click.argument("shell", type=click.Choice(SHELLS))
@options.as_json
def completion(shell: str, as_json: bool) -> None:
    """Print the script that completes commands, options, files and plans in SHELL."""
    from click.shell_completion import ShellComplete, get_completion_class

    from assistant.cli import output
    from assistant.cli.tree import COMPLETE_VARIABLE, root

    kind = get_completion_class(shell)
    assert kind is not None
    script = ShellComplete.source(kind(root, {}, "assistant", COMPLETE_VARIABLE))
    if as_json:
        output.show_json({"shell": shell, "script": script, "use": _PLACES[shell]})
    else:
        terminal.show(script)
