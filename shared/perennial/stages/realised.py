"""Past forecasts of a dataset whose horizon has passed, read where scoring kept them and held against the orders."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from perennial import layout
from perennial.errors import ObjectMissing
from perennial.forecasts import churn_column
from perennial.models.artifact import MANIFEST_FILE, METRICS_FILE
from perennial.objects import ObjectStore
from perennial.ports import Ports
from perennial.realised import PastForecast, past_forecasts, realised_forecast
from perennial.records import Json

MOST_HISTORIES = 400
MOST_FORECASTS = 150
DAY_LENGTH = len("2026-01-31")

type Baseline = dict[str, float | None]


def evaluated(
    con: DuckDBPyConnection, ports: Ports, dataset: str, *, histories: Sequence[str], last_day: date, work_dir: Path
) -> list[dict[str, Json]]:
    """The realised forecasts of these score histories (keys), newest first; `con` holds the `order_lines` of all.

    A scoring whose customers are no longer kept is left out.
    """
    read = [json.loads(ports.lake.read(key).body) for key in last_of_weeks(histories)[-MOST_HISTORIES:]]
    passed = past_forecasts([one for one in read if one["kind"] == "orders"], last_day)[-MOST_FORECASTS:]
    found = []
    baselines = Baselines(ports.models, dataset)
    for forecast in reversed(passed):
        scores = _scores(ports.lake, dataset, forecast, work_dir)
        if scores is not None:
            found.append(
                realised_forecast(con, forecast, scores, baselines.of(forecast.model_version, forecast.horizon_days))
            )
    return found


def last_of_weeks(histories: Sequence[str]) -> list[str]:
    """Of these score histories (keys) those of the last day of each calendar week, by day.

    No other counts in the end, and a shop that is scored many times a day would have too many to read them all.
    """
    days = {key: date.fromisoformat(key.rpartition("/")[2][:DAY_LENGTH]) for key in sorted(histories)}
    last = {day.isocalendar()[:2]: day for day in sorted(days.values())}
    return [key for key, day in days.items() if day == last[day.isocalendar()[:2]]]


def _scores(lake: ObjectStore, dataset: str, forecast: PastForecast, work_dir: Path) -> Path | None:
    path = work_dir / f"scores-{forecast.snapshot}.parquet"
    if not path.exists():
        try:
            lake.download(layout.scores_folder(dataset, forecast.snapshot) + "scores.parquet", path)
        except ObjectMissing:
            return None
    return path


class Baselines:
    """The figures of model versions as they were at training, each read once; empty for versions that are gone."""

    def __init__(self, models: ObjectStore, dataset: str) -> None:
        self._models = models
        self._dataset = dataset
        self._read: dict[str, tuple[dict[str, Json], dict[str, Json]]] = {}

    def of(self, version: str, horizon_days: int) -> Baseline:
        """ROC-AUC and Brier score of a version's churn forecasts on the horizon it had not seen."""
        winners, metrics = self._version(version)
        column = churn_column(horizon_days)
        by_candidate = metrics.get(column)
        figures = by_candidate.get(str(winners.get(column))) if isinstance(by_candidate, dict) else None
        if not isinstance(figures, dict):
            return {}
        return {name: _number(figures.get(name)) for name in ("roc_auc", "brier")}

    def _version(self, version: str) -> tuple[dict[str, Json], dict[str, Json]]:
        if version not in self._read:
            self._read[version] = self._content(version)
        return self._read[version]

    def _content(self, version: str) -> tuple[dict[str, Json], dict[str, Json]]:
        folder = layout.model_folder(self._dataset, version)
        try:
            manifest = json.loads(self._models.read(folder + MANIFEST_FILE).body)
            metrics = json.loads(self._models.read(folder + METRICS_FILE).body)
        except ObjectMissing:
            return {}, {}
        winners = manifest.get("winners")
        return (winners if isinstance(winners, dict) else {}), metrics


def _number(value: Json) -> float | None:
    return float(value) if isinstance(value, int | float) else None
