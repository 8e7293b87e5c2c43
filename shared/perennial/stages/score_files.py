"""The files of one scoring: its tables, its index for lists, and its entry in the history."""

import json
from pathlib import Path

from duckdb import DuckDBPyConnection

from perennial import layout
from perennial.index_tables import index_of
from perennial.models.artifact import AnyModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.objects import ObjectStore
from perennial.records import Json
from perennial.score_history import Scoring, history_of
from perennial.score_tables import spend_totals, write_scores, write_segment_summary, write_subscriber_summary

PARQUET = "application/vnd.apache.parquet"
CSV = "text/csv; charset=utf-8"


def write_snapshot(
    con: DuckDBPyConnection, lake: ObjectStore, model: AnyModel, scoring: Scoring, work_dir: Path
) -> list[Json]:
    """Put what the tables `features` and `scores` hold in the lake; answers the totals, of subscribers none."""
    target = layout.scores_folder(model.dataset, scoring.snapshot)
    write_scores(con, model, work_dir / "scores.parquet", work_dir / "scores.csv")
    lake.upload(target + "scores.parquet", work_dir / "scores.parquet", PARQUET)
    lake.upload(target + "scores.csv", work_dir / "scores.csv", CSV)
    totals: list[Json] = []
    if isinstance(model, SubscriberModel):
        write_subscriber_summary(con, work_dir / "segment_summary.csv")
    else:
        write_segment_summary(con, model, work_dir / "segment_summary.csv")
        totals = spend_totals(con, model)
    lake.upload(target + "segment_summary.csv", work_dir / "segment_summary.csv", CSV)
    index = index_of(con, model, scoring.snapshot, scoring.as_of)
    lake.write(layout.score_index(model.dataset, scoring.snapshot), index.to_bytes())
    _remember(lake, model.dataset, scoring, history_of(con, model, scoring, totals))
    return totals


def _remember(lake: ObjectStore, dataset: str, scoring: Scoring, entry: dict[str, Json]) -> None:
    """Enter a scoring in the history, once: a snapshot written again keeps the day it was first made."""
    known = lake.list(layout.score_history_prefix(dataset))
    if not any(info.key.endswith(f"-{scoring.snapshot}.json") for info in known):
        body = json.dumps(entry, sort_keys=True, indent=1, allow_nan=False).encode()
        lake.write(layout.score_history(dataset, scoring.day, scoring.snapshot), body, "application/json")
