"""Invariant: a key goes from a hidden prompt, or a pipe, to its place and is never shown, not even in part."""

from __future__ import annotations

import sys

import click

from assistant import kept_keys, settings, terminal
from assistant.cli import options

_PROVIDER = click.argument("provider", type=click.Choice(tuple(kept_keys.VARIABLES)))


@click.group(context_settings=options.SETTINGS)
def keys() -> None:
    """Keep a provider's key for your models, and see which keys are found."""


@keys.command("set", epilog=options.example("assistant keys set anthropic"))
@_PROVIDER
@click.option("--keyring", "in_keyring", is_flag=True, help="Keep it in the system's keyring, not in a private file.")
@options.as_json
def set_key(provider: str, in_keyring: bool, as_json: bool) -> None:
    """Ask for the key of PROVIDER, unseen, and keep it. On a pipe, the first line is the key.

    It is kept in a file only you can read, below the data folder. Setting a key spends nothing.
    """
    home = settings.private_folder(settings.load().home)
    kept_keys.keep(home, provider, _asked(provider), in_keyring=in_keyring)
    name, place = kept_keys.VARIABLES[provider], kept_keys.places(home)[kept_keys.VARIABLES[provider]]
    if as_json:
        _show({"provider": provider, "variable": name, "kept_in": place})
        return
    where = "the system's keyring" if place == "keyring" else str(home / kept_keys.FILE_NAME)
    terminal.show(f"The key is kept in {where}, for you alone.")
    source = settings.load().source.get(name, "")
    if source != "kept keys":
        terminal.say(f"The {name} in {source} still wins over it.")


@keys.command("list", epilog=options.example("assistant keys list"))
@options.as_json
def list_keys(as_json: bool) -> None:
    """List which keys are found and where, never their values."""
    found = settings.load()
    rows = [
        {"provider": provider, "variable": name, "found_in": _place(found, name)}
        for provider, name in kept_keys.VARIABLES.items()
    ]
    if as_json:
        _show({"keys": rows})
        return
    for row in rows:
        terminal.show(
            f"{row['provider']:<10} {row['found_in'] or 'no key: assistant keys set ' + str(row['provider'])}"
        )


@keys.command("remove", epilog=options.example("assistant keys remove openai"))
@_PROVIDER
@options.as_json
def remove_key(provider: str, as_json: bool) -> None:
    """Forget the kept key of PROVIDER. A key in the environment or a file of yours stays where it is."""
    removed = kept_keys.remove(settings.load().home, provider)
    if as_json:
        _show({"provider": provider, "removed": removed})
    else:
        terminal.show("The key is forgotten." if removed else f"No key of {provider} was kept.")


def _asked(provider: str) -> str:
    if sys.stdin.isatty():
        return str(
            click.prompt(f"Key of {provider} (not shown)", hide_input=True, err=True, default="", show_default=False)
        )
    return sys.stdin.readline(2 * kept_keys.LONGEST)


def _place(found: settings.Settings, name: str) -> str | None:
    source = found.source.get(name)
    if source != "kept keys":
        return source
    place = kept_keys.places(found.home).get(name)
    return "keyring" if place == "keyring" else str(found.home / kept_keys.FILE_NAME)


def _show(document: dict[str, object]) -> None:
    from assistant.cli import output

    output.show_json(document)
