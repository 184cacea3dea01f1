"""Invariant: a model is opened from a string or an object by one table; nothing of a provider loads before it is named.

The forms: `anthropic:NAME`, `openai:NAME`, `offline`, `scripted:NAME`, `package.module:Attr`, any object with the
seam's `name` and `reply`, and any LangChain chat model (recognised by the module names of its classes, so LangChain is
not imported to find out).
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import inspect
import threading
from typing import Any

from assistant.errors import InputError
from assistant.models.base import ChatModel
from assistant.settings import Settings

PROVIDERS = {
    "anthropic": "assistant.models.anthropic_client:connect",
    "openai": "assistant.models.openai_client:connect",
}
"""Prefix → factory taking (model name, settings)."""

BUILT_IN = {"offline": "assistant.models.offline:OfflineModel"}
"""Whole name → model, class or factory."""

_LANGCHAIN = "assistant.models.langchain_bridge:wrap"
_FAMILIES = {"claude": "anthropic", "gpt": "openai", "o3": "openai", "o4": "openai", "chatgpt": "openai"}
_FORMS = "anthropic:NAME, openai:NAME, offline, or package.module:Attr"


def open_model(model: str | object, settings: Settings) -> ChatModel:
    """The model behind a name or an object.

    Raises InputError for a name or object that is no model, KeyMissing when the provider's key is not set.
    """
    if not isinstance(model, str):
        return _from_object(model)
    if model in BUILT_IN:
        return _built(BUILT_IN[model], settings)
    prefix, _, name = model.partition(":")
    if prefix == "scripted" and name:
        return _scripted(name)
    if prefix in PROVIDERS and name:
        opened: ChatModel = _load(PROVIDERS[prefix])(name, settings)
        return opened
    if name and prefix not in PROVIDERS and _importable(prefix):
        return _built(model, settings)
    raise _unknown(model, prefix, name)


def warm_up(model: str) -> None:
    """Starts loading the provider's package in a daemon thread, so that the first call does not wait for it.

    Does nothing for names that have nothing heavy to load.
    """
    path = PROVIDERS.get(model.partition(":")[0])
    if path is not None:
        module = path.partition(":")[0]
        threading.Thread(target=lambda: importlib.import_module(module).warm_up(), daemon=True).start()


def is_langchain(model: object) -> bool:
    """Whether the object is a LangChain chat model, told without importing LangChain."""
    return any(
        kind.__name__ == "BaseChatModel" and kind.__module__.startswith("langchain_core.")
        for kind in type(model).__mro__
    )


def _from_object(model: object) -> ChatModel:
    if is_langchain(model):
        from assistant.models.retry import PatientModel

        return PatientModel(_load(_LANGCHAIN)(model))
    if isinstance(model, ChatModel) and not isinstance(model, type):
        return model
    kind = model.__name__ if isinstance(model, type) else type(model).__name__
    raise InputError(
        f"An object of type {kind} is no model: a model has `name` and `reply(request, on_text)`",
        fix="Pass an instance with both, a LangChain chat model, or a name such as 'offline'.",
        code="model_unknown",
    )


def _scripted(name: str) -> ChatModel:
    from assistant.models import zoo

    if name not in zoo.SCRIPTS:
        near = difflib.get_close_matches(name, zoo.SCRIPTS, n=1)
        hint = f"Did you mean 'scripted:{near[0]}'?" if near else f"There are {', '.join(zoo.SCRIPTS)}."
        raise InputError(f"There is no scripted model {name!r}", fix=hint, code="model_unknown")
    return zoo.open_script(name)


def _built(path: str, settings: Settings) -> ChatModel:
    found = _load(path)
    if isinstance(found, type) or (callable(found) and not isinstance(found, ChatModel) and not is_langchain(found)):
        found = found(settings) if _asks_for_settings(found) else found()
    return _from_object(found)


def _asks_for_settings(factory: Any) -> bool:  # noqa: ANN401  (any class or function a user names)
    required = [
        parameter
        for parameter in inspect.signature(factory).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    return bool(required)


def _load(path: str) -> Any:  # noqa: ANN401  (whatever stands at the dotted path)
    module_name, _, attribute = path.partition(":")
    try:
        found: Any = importlib.import_module(module_name)
        for part in attribute.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise InputError(
            f"The model {path!r} cannot be loaded: {error}",
            fix="Check the module and the name after the colon, and that its package is installed.",
            code="model_unknown",
        ) from error
    return found


def _importable(module: str) -> bool:
    if "." in module:
        return all(part.isidentifier() for part in module.split("."))
    return module.isidentifier() and importlib.util.find_spec(module) is not None


def _unknown(model: str, prefix: str, name: str) -> InputError:
    if prefix in PROVIDERS and not name:
        message, fix = f"The model {model!r} names no model of {prefix}", f"Write {prefix}:NAME."
    else:
        message = f"There is no model {model!r}; the forms are {_FORMS}"
        fix = f"Did you mean {_nearest(prefix, name)}?"
    return InputError(message, where="ASSISTANT_MODEL or --model", fix=fix, code="model_unknown")


def _nearest(prefix: str, name: str) -> str:
    for family, provider in _FAMILIES.items():
        if prefix.lower().startswith(family):
            return f"{provider}:{prefix}"
    close = difflib.get_close_matches(prefix.lower(), [*PROVIDERS, *BUILT_IN], n=1, cutoff=0.0)[0]
    return f"{close}:{name or 'NAME'}" if close in PROVIDERS else close
