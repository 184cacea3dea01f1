from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assistant.errors import InputError, KeyMissing
from assistant.models.base import Reply, Request
from assistant.models.registry import is_langchain, open_model, warm_up
from assistant.models.scripted import ScriptedModel, say
from assistant.settings import Secret, Settings
from tests.models.wire import asking, settings


@pytest.mark.parametrize("name", ["anthropic:claude-sonnet-5-5", "openai:gpt-6.1-sol"])
def test_a_provider_and_a_model_are_one_string(name: str) -> None:
    assert open_model(name, settings()).name == name


@pytest.mark.parametrize(
    ("name", "variable"),
    [("anthropic:claude-sonnet-5-5", "ANTHROPIC_API_KEY"), ("openai:gpt-6.1-sol", "OPENAI_API_KEY")],
)
def test_a_missing_key_names_the_variable_and_the_one_fix(name: str, variable: str) -> None:
    with pytest.raises(KeyMissing, match=f"{variable} is not set") as raised:
        open_model(name, Settings())

    assert variable in raised.value.fix
    assert raised.value.exit_code == 3


@pytest.mark.parametrize("value", ["sk with space", "sk-\nline", "ключ", "sk-\x00"])
def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(value: str) -> None:
    with pytest.raises(KeyMissing) as raised:
        open_model("anthropic:claude-sonnet-5-5", Settings(anthropic_api_key=Secret(value)))

    assert value not in raised.value.sentence()


def test_a_compatible_server_needs_no_key() -> None:
    opened = open_model("openai:local-8b", Settings(openai_base_url="http://localhost:8000/v1"))

    assert opened.name == "openai:local-8b"


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://x/v1", "http://", "http://a b/", "http://[::1", "http://x:99999"]
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(InputError, match="OPENAI_BASE_URL is no web address"):
        open_model("openai:any", Settings(openai_base_url=url))


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("antropic:claude-sonnet-5-5", "anthropic:claude-sonnet-5-5"),
        ("open_ai:gpt-6.1-sol", "openai:gpt-6.1-sol"),
        ("ofline", "offline"),
        ("claude-sonnet-5-5", "anthropic:claude-sonnet-5-5"),
        ("gpt-6.1-sol", "openai:gpt-6.1-sol"),
        ("anthropic:", "anthropic:NAME"),
        ("anthropic", "anthropic:NAME"),
    ],
)
def test_a_name_nobody_knows_gets_the_nearest_one(name: str, suggestion: str) -> None:
    with pytest.raises(InputError) as raised:
        open_model(name, settings())

    assert suggestion in raised.value.fix
    assert raised.value.exit_code == 2


def test_an_empty_name_lists_the_forms() -> None:
    with pytest.raises(InputError, match=r"anthropic:NAME, openai:NAME, offline, or package.module:Attr"):
        open_model("", settings())


ready = ScriptedModel([say("from an instance")], name="ready")


class OwnModel:
    name = "own"

    def __init__(self, given: Settings) -> None:
        self.given = given

    def reply(self, request: Request, on_text: object = None) -> Reply:
        return say("from a class")


def make() -> ScriptedModel:
    return ScriptedModel([say("from a function")])


@pytest.mark.parametrize("attribute", ["OwnModel", "make", "ready"])
def test_a_dotted_path_may_name_a_class_a_function_or_a_model(attribute: str) -> None:
    opened = open_model(f"{__name__}:{attribute}", settings())

    assert opened.reply(asking()).text.startswith("from a")


@pytest.mark.parametrize("path", ["no.such.module:Model", f"{__name__}:Missing", f"{__name__}:asking.nothing"])
def test_a_dotted_path_that_leads_nowhere_says_so(path: str) -> None:
    with pytest.raises(InputError, match="cannot be loaded"):
        open_model(path, settings())


def test_an_object_with_the_seam_passes_through_unchanged() -> None:
    assert open_model(ready, settings()) is ready


@pytest.mark.parametrize("thing", [42, object(), ScriptedModel, None])
def test_an_object_that_is_no_model_is_refused_with_what_a_model_has(thing: object) -> None:
    with pytest.raises(InputError, match="`name` and `reply"):
        open_model(thing, settings())


def test_an_ordinary_object_is_not_taken_for_langchain() -> None:
    assert not is_langchain(ready)


def test_warming_up_an_unknown_model_does_nothing() -> None:
    before = threading.active_count()
    warm_up("offline")
    warm_up("")
    assert threading.active_count() <= before


def test_opening_a_model_loads_no_providers_package_until_it_is_warmed_up() -> None:
    code = """
import sys, threading
from assistant.models.registry import open_model, warm_up
from assistant.models.scripted import ScriptedModel
from assistant.settings import Secret, Settings
own = Settings(anthropic_api_key=Secret("a"), openai_api_key=Secret("b"))
for model in ("anthropic:claude-sonnet-5-5", "openai:gpt-6.1-sol", ScriptedModel([])):
    open_model(model, own)
heavy = {"anthropic", "openai", "httpx2", "httpx", "langchain_core", "langsmith", "pydantic"} & set(sys.modules)
warm_up("openai:gpt-6.1-sol")
[thread.join() for thread in threading.enumerate() if thread.daemon]
sys.exit(", ".join(heavy) or ("openai" not in sys.modules and "warming up loaded nothing"))
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
