"""Invariant: LangChain is known here and nowhere else in models; both directions lose no call, result or count.

`wrap` makes any LangChain chat model one of ours; `as_chat_model` makes one of ours a LangChain chat model. LangChain
completes half-received tool arguments by itself and folds cached tokens into the input; here the raw text is read
strictly, and the counts are taken apart again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
    UsageMetadata,
)
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from assistant.models import langchain_wire, shapes, text_action
from assistant.models.answer import Asked, finished
from assistant.models.base import (
    ChatModel,
    Message,
    OnText,
    Reply,
    Request,
    ToolCall,
    ToolResult,
    ToolSpec,
)
from assistant.models.faults import Party, spoken
from assistant.models.openai_chat import function_tools
from assistant.models.stream import interruptible


def wrap(chat_model: BaseChatModel) -> ChatModel:
    """One of ours from any LangChain chat model. One attempt a call of ours; its own retries stay its own business.

    `registry.open_model` adds our patience around it.
    """
    return LangChainModel(chat_model)


def as_chat_model(model: ChatModel) -> BaseChatModel:
    """A LangChain chat model from one of ours; `bind_tools` works."""
    return OurChatModel(ours=model)


class LangChainModel:
    """A LangChain chat model behind our seam. One that cannot bind tools gets them in words."""

    def __init__(self, chat_model: BaseChatModel) -> None:
        self._model = chat_model
        kind = type(chat_model).__name__
        named = getattr(chat_model, "model_name", None) or getattr(chat_model, "model", None)
        self._name = f"langchain:{kind}" + (f":{named}" if isinstance(named, str) else "")
        self._party = Party(kind, named if isinstance(named, str) else kind, "its configuration", "its address")

    @property
    def name(self) -> str:
        """`langchain:CLASS:MODEL`."""
        return self._name

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """One call, streamed as far as the model streams."""
        whole: Any = None
        with interruptible(on_text) as heard:
            runnable = self._with_tools(request)
            sent = _messages(text_action.flattened(request) if runnable is None else request)
            text = text_action.HeldBack(heard)
            if not request.tools:
                text.release()
            with spoken(self._party, foreign=True):
                stream = (runnable or self._model).stream(sent)
            while True:
                with spoken(self._party, foreign=True):
                    chunk = next(stream, None)
                if chunk is None:
                    break
                text(str(chunk.text))
                with spoken(self._party, foreign=True):
                    whole = chunk if whole is None else whole + chunk
            return self._reply(request, whole, text)

    def _with_tools(self, request: Request) -> Runnable[LanguageModelInput, AIMessage] | None:
        """The model with its tools bound, or None when it cannot bind any."""
        if not request.tools:
            return self._model
        choice = {"tool_choice": request.must_call} if request.must_call else {}
        tools = function_tools(request.tools)
        with spoken(self._party, foreign=True):
            try:
                return self._model.bind_tools(tools, **choice)
            except NotImplementedError:
                return None

    def _reply(self, request: Request, whole: AIMessage | None, text: text_action.HeldBack) -> Reply:
        said = text.text
        asked = _asked(whole)
        metadata = shapes.mapping(getattr(whole, "response_metadata", None))
        stop = "cut" if whole is None else langchain_wire.stop(metadata)
        written = text_action.read(said, request.tools) if not asked and stop in ("end", "tools") else None
        if written is not None:
            written.id = f"call_{len(request.messages)}_1"
            asked, said = [written], ""
        else:
            text.release()
        return finished(
            self._party,
            text=said,
            asked=asked,
            stop=stop,
            tokens=langchain_wire.tokens(shapes.mapping(getattr(whole, "usage_metadata", None))),
            model=shapes.text(metadata.get("model_name")),
            response_id=shapes.text(getattr(whole, "id", None)),
        )


class OurChatModel(BaseChatModel):
    """One of our models where LangChain wants one of its own."""

    ours: Any

    @property
    def _llm_type(self) -> str:
        return "product-first-assistant"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.ours.name}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,  # noqa: ANN401  (LangChain's signature)
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with tools; `tool_choice` names one it has to call."""
        functions = [convert_to_openai_tool(tool)["function"] for tool in tools]
        specs = tuple(ToolSpec(each["name"], each.get("description", ""), each["parameters"]) for each in functions)
        must_call = tool_choice if tool_choice in {spec.name for spec in specs} else None
        return self.bind(specs=specs, must_call=must_call, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        specs: tuple[ToolSpec, ...] = (),
        must_call: str | None = None,
        **kwargs: Any,  # noqa: ANN401  (LangChain's signature)
    ) -> ChatResult:
        system = "\n\n".join(str(message.text) for message in messages if isinstance(message, SystemMessage))
        said = tuple(_ours(message) for message in messages if not isinstance(message, SystemMessage))

        def show(piece: str) -> None:
            if run_manager is not None:
                run_manager.on_llm_new_token(piece)

        reply: Reply = self.ours.reply(Request(system, said, specs, must_call), show)
        return ChatResult(generations=[ChatGeneration(message=_theirs(reply))])


def _messages(request: Request) -> list[BaseMessage]:
    sent: list[BaseMessage] = [SystemMessage(request.system)] if request.system else []
    for message in request.messages:
        sent += [
            ToolMessage(result.content, tool_call_id=result.call_id, status="error" if result.is_error else "success")
            for result in message.results
        ]
        if message.role == "assistant":
            calls = [
                {"name": call.name, "args": dict(call.arguments or {}), "id": call.id, "type": "tool_call"}
                for call in message.calls
            ]
            sent.append(AIMessage(message.text, tool_calls=calls))
        elif message.text:
            sent.append(HumanMessage(message.text))
    return sent


def _asked(whole: AIMessage | None) -> list[Asked]:
    if whole is None:
        return []
    if isinstance(whole, AIMessageChunk) and whole.tool_call_chunks:
        return [
            Asked(chunk["id"] or "", chunk["name"] or "", [chunk["args"] or ""]) for chunk in whole.tool_call_chunks
        ]
    good = [Asked(call["id"] or "", call["name"], [json.dumps(call["args"])]) for call in whole.tool_calls]
    bad = [Asked(call["id"] or "", call["name"] or "", [call["args"] or "?"]) for call in whole.invalid_tool_calls]
    return good + bad


def _ours(message: BaseMessage) -> Message:
    if isinstance(message, ToolMessage):
        result = ToolResult(message.tool_call_id, str(message.text), message.status == "error")
        return Message("tool", results=(result,))
    if isinstance(message, AIMessage):
        calls = tuple(
            ToolCall(call["id"] or "", call["name"], call["args"], json.dumps(call["args"]))
            for call in message.tool_calls
        )
        return Message("assistant", str(message.text), calls)
    return Message("user", str(message.text))


def _theirs(reply: Reply) -> AIMessage:
    return AIMessage(
        reply.text,
        tool_calls=[
            {"name": call.name, "args": dict(call.arguments), "id": call.id, "type": "tool_call"}
            for call in reply.calls
            if call.arguments is not None
        ],
        invalid_tool_calls=[
            {"name": call.name, "args": call.raw, "id": call.id, "error": reply.stop, "type": "invalid_tool_call"}
            for call in reply.calls
            if call.arguments is None
        ],
        usage_metadata=cast(UsageMetadata, langchain_wire.usage(reply.tokens)),
        response_metadata={"model_name": reply.model, "finish_reason": langchain_wire.FINISHES[reply.stop]},
    )
