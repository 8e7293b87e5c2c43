"""Past days to be scored afterwards: which ones, and the asking."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from perennial import layout
from perennial.errors import NotReadyError, RefusedError
from perennial.pointers import read_pointer
from perennial.ports import Ports

STEP = re.compile(r"(month|week|[1-9][0-9]{0,3})\Z")
MOST_DAYS = 200
DAYS_A_WEEK = 7


def day_of(text: str) -> date:
    """The day a person means; raises RefusedError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(f"{text!r} is no day; write it like 2026-01-31.") from error


def days_between(first: date, last: date, every: str) -> list[date]:
    """From the first day on every `month`, `week` or so many days, up to the last one; raises RefusedError.

    A month on from the 31st is the last day of a shorter month, and the month after that the 31st again.
    """
    if STEP.match(every) is None:
        raise RefusedError(f"--every {every!r} is no rhythm; give month, week or a number of days.")
    if first > last:
        raise RefusedError(f"--from {first} is after --to {last}; exchange them.")
    days: list[date] = []
    for day in _steps(first, every):
        if day > last:
            return days
        if len(days) == MOST_DAYS:
            raise RefusedError(f"that is more than {MOST_DAYS} days, each a training; give a longer --every.")
        days.append(day)
    return days


def ask_for(ports: Ports, dataset: str, days: Sequence[date]) -> list[date]:
    """Queue the days that lie before the end of the data; answers them. Raises NotReadyError and RefusedError."""
    detail = read_pointer(ports.lake, layout.features_pointer(dataset)).detail
    if not detail.get("as_of"):
        raise NotReadyError(f"dataset {dataset} has no orders yet; drop its files and wait for: perennial status")
    past = [day for day in days if day < date.fromisoformat(str(detail["as_of"]))]
    if not past:
        raise RefusedError(f"none of these days is before {detail['as_of']}, the last day of dataset {dataset}.")
    for day in past:
        body = {"dataset": dataset, "backfill": day.isoformat(), "because": "a past day's scores were asked for"}
        ports.train_queue.send(body, group=dataset, deduplication_id=f"{dataset}-backfill-{day.isoformat()}")
    return past


def _steps(first: date, every: str) -> Iterator[date]:
    number = 0
    while True:
        yield _months_after(first, number) if every == "month" else first + timedelta(days=number * _days(every))
        number += 1


def _days(every: str) -> int:
    return DAYS_A_WEEK if every == "week" else int(every)


def _months_after(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
