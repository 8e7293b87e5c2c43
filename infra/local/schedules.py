"""Schedules, fired by hand: nobody waits thirty days at a laptop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.workers import Answer, Function
from perennial.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule of the template: when it would call which function with what."""

    expression: str
    function: Function
    event: Any


def fire(schedules: Mapping[str, Schedule], name: str) -> Answer:
    """Call the function of the schedule whose logical id is or ends with this name; raises NotFoundError."""
    matching = [schedule for key, schedule in schedules.items() if key.casefold().endswith(name.casefold())]
    if len(matching) != 1:
        known = ", ".join(schedules) or "none"
        raise NotFoundError(f"{name} names no one schedule; the template has {known}.")
    return matching[0].function.invoke(matching[0].event)
