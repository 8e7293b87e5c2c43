"""Uploads as the API answers them, played by the test, so that every turn a wizard can take is there to look at."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Route
from pydantic import BaseModel

from functions.api.dataset_answers import FileQuality
from functions.api.run_answers import Run, Runs
from functions.api.upload_answers import Confirmed, UploadForm, UploadPreview

UPLOAD_ID = "0" * 32
KEY = "landing/shop/april.csv"
ADDRESS = "https://memory.invalid/"  # where the memory's bucket takes forms
USAGE = {
    "rows_in": 48_210,
    "rows_out": 47_996,
    "bytes_in": 4_600_000,
    "bytes_out": 880_000,
    "peak_memory_mb": 412.0,
    "cost_usd": 0.0002,
}
RUN_STARTED, RUN_ENDED = "2024-09-03T11:00:00Z", "2024-09-03T11:00:04Z"
HEADER = ["Ref", "When", "Paid", "<b>Note</b>"]
ROW = ["17850", "03/04/2024", "12.50", "<script>document.title='broken'</script>"]
GUESSED = {"When": ("order_datetime", "matched"), "Paid": ("order_total", "matched")}
COUNTS = {
    "rows_read": 48_210,
    "rows_kept": 47_996,
    "rows_rejected": 180,
    "rows_duplicate": 34,
    "orders": 21_480,
    "customers": 9_120,
    "already_present": 1_034,
}
WAYS = [{"date_format": "%d/%m/%Y", "read": "3 April 2024"}, {"date_format": "%m/%d/%Y", "read": "4 March 2024"}]
FINDINGS = [
    {
        "level": "error",
        "rule": "missing_customer",
        "rows": 171,
        "message": "171 rows name no customer.",
        "what_to_do": "Add the customer's id.",
    },
    {
        "level": "warning",
        "rule": "exact_duplicate",
        "rows": 34,
        "message": "34 rows repeat another.",
        "what_to_do": "Nothing, if that is right.",
    },
]


@dataclass
class Uploads:
    """What was asked, and what will be answered; `stages` are the runs that follow a confirmation, newest first."""

    dates_are_open: bool = False
    storage_status: int = 204
    stages: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    is_confirmed: bool = False

    def play(self, page: Page) -> None:
        """From now on, answer what the wizard asks."""
        page.route("**/api/uploads*", lambda route: answer(route, 201, UploadForm.model_validate(self._place())))
        page.route("**/api/uploads/*/preview*", self._preview)
        page.route("**/api/uploads/*/confirm*", self._confirm)
        page.route("**/api/runs*", lambda route: answer(route, 200, self._runs()))
        page.route("**/quality*", lambda route: answer(route, 200, FileQuality.model_validate(quality())))
        page.route(f"{ADDRESS}**", self._store)

    def _place(self) -> dict[str, Any]:
        return {
            "upload_id": UPLOAD_ID,
            "file_name": "april.csv",
            "url": ADDRESS,
            "fields": {"key": "k"},
            "max_bytes": 10**9,
            "expires_in_seconds": 900,
        }

    def _store(self, route: Route) -> None:
        headers = {"access-control-allow-origin": "*"}
        route.fulfill(status=self.storage_status, headers=headers, body="<Code>AccessDenied</Code>")

    def _preview(self, route: Route) -> None:
        choices = route.request.post_data_json or {}
        self.asked.append(choices)
        answer(route, 200, UploadPreview.model_validate(preview(choices, dates_are_open=self.dates_are_open)))

    def _confirm(self, route: Route) -> None:
        self.asked.append(route.request.post_data_json or {})
        self.is_confirmed = True
        answer(route, 202, Confirmed(dataset="shop", key=KEY, in_words="april.csv is being added to shop."))

    def _runs(self) -> Runs:
        runs = self.stages if self.is_confirmed else []
        return Runs(dataset="shop", runs=[Run.model_validate(one) for one in runs], next_cursor=None)


def preview(choices: dict[str, Any], *, dates_are_open: bool) -> dict[str, Any]:
    """The answer to a preview: the customer is not found by itself, dates perhaps not either."""
    mapping = choices.get("mapping", {})
    is_known = "customer_id" in mapping
    is_open = dates_are_open and not choices.get("description", {}).get("date_format")
    refusal = None if is_known else "No column is known for customer_id. Say which column holds what."
    return {
        "upload_id": UPLOAD_ID,
        "file_name": "april.csv",
        "dataset": "shop",
        "kind": "orders",
        "table": "order_lines" if is_known else None,
        "sampled": False,
        "header": HEADER,
        "columns": [column(name, mapping) for name in HEADER],
        "needed": [] if is_known else ["customer_id"],
        "rows": [ROW] * 10,
        "dates": {
            "raw": "03/04/2024",
            "read": None if is_open else "3 April 2024",
            "ambiguous": is_open,
            "choices": WAYS if is_open else [],
        },
        "money": {"currency": "GBP", "decimal_mark": "decimal point", "returns": "net"},
        "counts": COUNTS if is_known and not is_open else None,
        "findings": FINDINGS if is_known else [],
        "description": {"date_format": None, "currency": None, "returns": "net"},
        "ready": is_known and not is_open,
        "refusal": refusal,
    }


def column(name: str, mapping: dict[str, str]) -> dict[str, Any]:
    """A column as it was understood."""
    given = next((one for one, taken in mapping.items() if taken == name), None)
    found, state = (given, "matched") if given else GUESSED.get(name, (None, "ignored"))
    return {
        "name": name,
        "field": found,
        "state": state,
        "confidence": None,
        "explanation": "",
        "samples": [ROW[HEADER.index(name)]],
    }


def run(number: int, stage: str, outcome: str, **more: Any) -> dict[str, Any]:
    """A run as the API lists it."""
    known = {
        "subject": KEY if stage == "ingest" else "",
        "reason": None,
        "detail": {},
        "progress": None,
    }
    ended = None if outcome == "running" else RUN_ENDED
    return (
        {
            "run_id": f"{number:04}",
            "stage": stage,
            "outcome": outcome,
            "started_at": RUN_STARTED,
            "ended_at": ended,
            "usage": USAGE,
        }
        | known
        | more
    )


def quality() -> dict[str, Any]:
    """The quality report of one file."""
    rows = {"read": 48_210, "kept": 47_996, "rejected": 180, "duplicate": 34}
    rule = {"name": "missing_customer", "rows_meeting": 171, "rows_removed": 171, "trade_off": "Guests count nowhere."}
    return {
        "dataset": "shop",
        "file": KEY,
        "status": "clean",
        "reason": None,
        "report": {"rows": rows, "rules": [rule], "first_order_at": None},
    }


def answer(route: Route, status: int, body: BaseModel) -> None:
    """Answer as the API does, in the shape it says it has."""
    route.fulfill(status=status, content_type="application/json", body=body.model_dump_json())
