"""A model without an agent around it, through pydantic-ai: any vendor, or any server that speaks like one."""

from decimal import Decimal
from typing import Any

from podium.plan.events import Usage
from podium.ports import Allowance, Assignment, Ended, ErrorKind, Metered, RunnerEvent, Said, Session
from podium.runners import asking, optional
from podium.runners.failures import classify
from podium.runners.profiles import Profile
from podium.runners.speaking import SpeakingSession
from podium.runners.toolset import Toolset

EXTRA = "model"
MODULE = "pydantic_ai"
TURNS = 120
"""Answers of the model that one attempt may take where nothing else is said."""

KINDS: tuple[tuple[str, ErrorKind], ...] = (
    ("ModelAuthenticationError", "auth"),
    ("ModelRateLimitError", "rate_limit"),
    ("ModelQuotaExceededError", "rate_limit"),
    ("ModelConnectionError", "overloaded"),
    ("ModelServerError", "overloaded"),
    ("ModelUnavailableError", "overloaded"),
    ("ModelRequestTimeout", "overloaded"),
    ("UnexpectedModelBehavior", "protocol"),
)
"""The library's names for what went wrong with a model's service."""


class ModelRunner:
    """The runner for a bare model with our tools."""

    def __init__(self, profile: Profile) -> None:
        self.name = profile.name
        self.profile = profile

    async def open(self, assignment: Assignment) -> Session:
        """A session. Raises `ToolMissing` where the library is not installed."""
        return ModelSession(self.profile, assignment, optional.load(MODULE, extra=EXTRA))


class ModelSession(SpeakingSession):
    """One conversation, kept in memory: it cannot be gone on with in another process."""

    def __init__(self, profile: Profile, assignment: Assignment, library: Any) -> None:
        super().__init__(profile, assignment)
        self._library = library
        self._counted: Any = library.usage.RunUsage()
        self._history: Any = None

    async def work(self, prompt: str) -> None:
        """Let the model work with the tools until it has nothing more to do."""
        failures = self._library.exceptions
        model = self._model()
        if not model:
            words = f"{self.profile.name} needs a model, as provider:name, in its profile or its specialist's file"
            await self.put(self.failed(words, ""))
            return
        tools = Toolset(self.profile, self.assignment, emit=self._tell, ask=self.ask)
        try:
            agent = self._library.Agent(model, tools=[*tools.functions(), *asking.functions(self.assignment.desk)])
            limits = _limits(self._library, self.assignment.allowance)
            done = await agent.run(prompt, usage=self._counted, usage_limits=limits, message_history=self._history)
            self._history = done.all_messages()
            await self.put(Said(text=str(done.output)))
            await self.put(Ended(outcome="done", message=str(done.output)[-600:], usage=self.usage))
        except failures.UsageLimitExceeded as error:
            ended = Ended(outcome="limit", error="budget", message=str(error)[:600], usage=self.usage)
            await self.put(ended)
        except (failures.AgentRunError, failures.UserError, ImportError, OSError) as error:
            message = f"{model}: {str(error)[:600]}"
            await self.put(self.failed(message, self._kind(error)))

    def _model(self) -> str:
        """The model as provider:name; what a specialist's file says for other agents does not count here."""
        wanted = self.assignment.model
        return wanted if ":" in wanted else self.profile.model

    def _kind(self, error: Exception) -> ErrorKind:
        for name, kind in KINDS:
            known = getattr(self._library.exceptions, name, None)
            if known is not None and isinstance(error, known):
                return kind
        return classify(str(error), status=int(getattr(error, "status_code", 0) or 0)) or "crashed"

    async def _tell(self, event: RunnerEvent) -> None:
        await self.put(event)
        await self.put(Metered(usage=self.usage))

    @property
    def usage(self) -> Usage:
        """What the library has counted; a price that it does not know stays unknown."""
        counted = self._counted
        turns = int(counted.requests) or None
        if not counted.input_tokens and not counted.output_tokens:
            return Usage(turns=turns)
        known = isinstance(counted.cost, Decimal)
        return Usage(
            tokens_in=int(counted.input_tokens),
            tokens_out=int(counted.output_tokens),
            usd=float(counted.cost) if known else None,
            basis="priced" if known else "reported",
            turns=turns,
        )

    async def cancel(self) -> None:
        """The model's work is dropped; a command under way is ended."""
        self.stopped.set()

    async def close(self) -> None:
        """Nothing is held."""
        self.stopped.set()


def _limits(library: Any, allowed: Allowance) -> Any:
    return library.usage.UsageLimits(
        request_limit=allowed.turns or TURNS,
        total_tokens_limit=allowed.tokens or None,
    )
