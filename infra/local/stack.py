"""The local stack: services, functions, delivery, schedules and checkpoints, alive while a context lasts."""

import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from infra.local import resources, schedules
from infra.local.clients import LAMBDA_ENDPOINT, Clients, access, clients_at
from infra.local.delivery import Delivery
from infra.local.functions import called_by_name, functions_of, schedules_of, sources_of, variables_of
from infra.local.gateway import served
from infra.local.invocations import Invocations
from infra.local.kept import Folder
from infra.local.log_groups import filled_log_groups
from infra.local.persist import Keeper, Scope
from infra.local.schedules import Schedule
from infra.local.services import Services, running_services
from infra.local.template import Template, load_template
from infra.local.workers import Answer, Function

TEMPORARY = "perennial-"
ARRIVALS = "LANDING_BUCKET"
LAPTOP = {"TrainBudgetSeconds": "60", "FeaturesWindowSeconds": "2"}


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack."""

    template: Template
    clients: Clients
    functions: Mapping[str, Function]
    schedules: Mapping[str, Schedule]
    delivery: Delivery
    keeper: Keeper | None
    lambda_endpoint: str

    @property
    def environ(self) -> dict[str, str]:
        """The environment in which perennial.aws talks to this stack."""
        access_to_all = {**access(self.template.endpoint), LAMBDA_ENDPOINT: self.lambda_endpoint}
        return {**access_to_all, **variables_of(self.template)}

    def check(self) -> None:
        """Raise TransientError when the stack broke down."""
        self.delivery.check()
        if self.keeper is not None:
            self.keeper.check()

    def is_idle(self) -> bool:
        """Whether nothing is left to do; raises TransientError when the stack broke down."""
        self.check()
        return self.delivery.is_idle()

    def is_working(self, stage: str) -> bool:
        """Whether the function of this name (`train` is TrainFunction) is being called."""
        return self.functions[f"{stage.title()}Function"].is_working

    def fire(self, schedule: str) -> Answer:
        """Call a schedule's function now."""
        return schedules.fire(self.schedules, schedule)


@contextmanager
def running_stack(
    template_path: Path, *, parameters: Mapping[str, str], logs: Path, home: Path | None = None
) -> Iterator[Stack]:
    """The template's stack while the context lasts; with a home, what it holds is there again the next time.

    Its processes end with the context, whatever ends it; SIGTERM ends it like Ctrl-C.
    """
    for folder in (logs, *([] if home is None else [home])):
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as ending:
        ending.enter_context(_interrupted_by_sigterm())
        temporary = ending.enter_context(_temporary(home))
        services = ending.enter_context(running_services(logs / "services.log"))
        template = load_template(template_path, parameters, services.endpoint)
        clients = clients_at(services.endpoint)
        resources.create(template, clients)
        keeper = None if home is None else ending.enter_context(_kept(home, template, clients, services))
        callable_functions: dict[str, Function] = {}
        lambda_endpoint = ending.enter_context(served(Invocations(callable_functions), 0))
        functions = functions_of(template, logs, temporary, lambda_endpoint)
        callable_functions |= called_by_name(template, functions)
        ending.enter_context(filled_log_groups(template, clients.logs, functions, logs))
        delivery = ending.enter_context(_delivered(template, clients, functions))
        resources.connect(template, clients)
        fired = schedules_of(template, functions)
        yield Stack(template, clients, functions, fired, delivery, keeper, lambda_endpoint)


@contextmanager
def _temporary(home: Path | None) -> Iterator[Path]:
    """The folder for the functions' temporary files; what a killed stack left in its home goes first."""
    for left in [] if home is None else home.glob(f"{TEMPORARY}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=home, ignore_cleanup_errors=True) as name:
        yield Path(name).resolve()


@contextmanager
def _kept(home: Path, template: Template, clients: Clients, services: Services) -> Iterator[Keeper]:
    scope = Scope(
        buckets=[template.attributes(logical_id)["Ref"] for logical_id, _ in template.of_type(resources.BUCKET)],
        tables=[template.attributes(logical_id)["Ref"] for logical_id, _ in template.of_type(resources.TABLE)],
        arrivals=variables_of(template)[ARRIVALS],
    )
    keeper = Keeper(Folder(home / "kept"), scope, clients, services)
    keeper.restore()
    keeper.start()
    try:
        yield keeper
    finally:
        keeper.end()


@contextmanager
def _delivered(template: Template, clients: Clients, functions: Mapping[str, Function]) -> Iterator[Delivery]:
    delivery = Delivery(sources_of(template, functions), clients.sqs)
    delivery.start()
    try:
        yield delivery
    finally:
        delivery.stop()
        for function in functions.values():
            function.end()
        delivery.join()


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
