"""Versions of a dataset's model as the API tells them. Nothing here knows numpy or a model."""

import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Annotated, Any, cast

from cachetools import LRUCache
from fastapi import Depends, Request

from functions.api.model_answers import Figures, ModelDetails, ModelList, ModelVersion
from functions.api.world import World
from perennial import layout
from perennial.errors import ObjectMissing, UnknownVersion
from perennial.records import ModelRecord

METRICS_FILE = "metrics.json"
MANIFEST_FILE = "model.json"
READERS = 8
FIGURES_KEPT = 1_000
SPEND_FIGURES = ("gini", "mae", "total_error")
CHURN_FIGURES = ("roc_auc", "brier")
OF_SPEND = re.compile(r"expected_spend_(\d+)d|(expected_value)")
OF_CHURN = re.compile(r"churn_probability_(\d+)d|(churn_probability)")


class Versions:
    """The versions of every dataset; their figures never change, so each is read once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._figures: LRUCache[tuple[str, str], Figures] = LRUCache(FIGURES_KEPT)

    def listed(self, dataset: str) -> ModelList:
        """All versions, newest first, each with the status it has now."""
        records = self._records(dataset)
        unread = [one for one in records if (one.dataset, one.version) not in self._figures]
        with ThreadPoolExecutor(READERS) as readers:
            for record, metrics in zip(unread, readers.map(self._metrics, unread), strict=True):
                self._figures[record.dataset, record.version] = _figures(record, metrics)
        return ModelList(dataset=dataset, models=[ModelVersion.model_validate(self._told(one)) for one in records])

    def details(self, dataset: str, version: str) -> ModelDetails:
        """One version with what was written down when it was trained; raises UnknownVersion."""
        record = next((one for one in self._records(dataset) if one.version == version), None)
        if record is None:
            raise UnknownVersion(dataset, version)
        metrics = self._metrics(record)
        self._figures[dataset, version] = _figures(record, metrics)
        manifest = self._read(record, MANIFEST_FILE)
        return ModelDetails.model_validate(self._told(record) | {"manifest": manifest, "metrics": metrics})

    def _records(self, dataset: str) -> list[ModelRecord]:
        from perennial.stages.champions import versions  # noqa: PLC0415  # only where models are asked for

        return versions(dataset, self._world.ports)

    def _told(self, record: ModelRecord) -> dict[str, Any]:
        winners = record.summary.get("winners", {})
        figures = self._figures[record.dataset, record.version]
        return asdict(record) | {"as_of": record.as_of or None, "winners": winners, "figures": figures}

    def _metrics(self, record: ModelRecord) -> dict[str, Any]:
        return self._read(record, METRICS_FILE)

    def _read(self, record: ModelRecord, file_name: str) -> dict[str, Any]:
        """One of the version's files; empty where it is no longer kept."""
        try:
            key = layout.model_folder(record.dataset, record.version) + file_name
            content: dict[str, Any] = json.loads(self._world.ports.models.read(key).body)
        except ObjectMissing:
            return {}
        return content


def _figures(record: ModelRecord, metrics: Mapping[str, Any]) -> Figures:
    winners = record.summary.get("winners")
    named = winners if isinstance(winners, Mapping) else {}
    found: dict[str, Any] = dict.fromkeys((*SPEND_FIGURES, *CHURN_FIGURES))
    for pattern, wanted in ((OF_SPEND, SPEND_FIGURES), (OF_CHURN, CHURN_FIGURES)):
        column = max((name for name in named if pattern.fullmatch(name)), key=_horizon_days, default=None)
        measured = {} if column is None else metrics.get(column, {}).get(named[column], {})
        found |= {name: measured.get(name) for name in wanted}
    return Figures.model_validate(found)


def _horizon_days(column: str) -> int:
    days = re.search(r"\d+", column)
    return 0 if days is None else int(days[0])


async def _versions(request: Request) -> Versions:
    return cast(Versions, request.app.state.versions)


CurrentVersions = Annotated[Versions, Depends(_versions)]
