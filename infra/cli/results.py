"""What a run came to: read from the system's own records, copied out of its buckets."""

import json
import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.resuming import landed_by_dataset
from perennial import layout
from perennial.accounting import unaccounted
from perennial.dataset_quality import dataset_quality
from perennial.errors import ObjectMissing
from perennial.models.artifact import read_manifest, read_metrics
from perennial.objects import ObjectStore
from perennial.pointers import Pointer, read_pointer
from perennial.ports import Ports
from perennial.records import FileState, RunRecord, Stage
from perennial.stages.descriptions import read_description

STAGES: tuple[Stage, ...] = ("ingest", "features", "train", "score", "report")
RESULT_FILES = ("quality.json", "metrics.json", "feature_store.csv", "scores.csv")
REPORT_FILES = ("report.html", "report.md", "slides.html", "segment_summary.csv", "summary_statistics.csv")
FIGURES = "figures"
ALL_RUNS = 100_000
READS_AT_ONCE = 8


@dataclass(frozen=True)
class Results:
    """A dataset after its stages came to rest; `metrics` and `manifest` are the champion's, empty without one."""

    dataset: str
    files: list[FileState]
    unread: tuple[str, ...]
    runs: list[RunRecord]
    features: Pointer
    champion: Pointer
    scores: Pointer
    report: Pointer
    quality: dict[str, Any]
    metrics: dict[str, Any]
    manifest: dict[str, Any]

    def last_run(self, stage: Stage) -> RunRecord | None:
        """The newest run of a stage."""
        return next((run for run in self.runs if run.stage == stage), None)

    def done(self, stage: Stage) -> int:
        """How often a stage made something new."""
        return sum(run.stage == stage and run.outcome == "done" for run in self.runs)

    def winners(self) -> dict[str, str]:
        """The candidate that serves each score column, by target and rising horizon."""
        winners = {column: number["winner"] for column, number in self.manifest.get("numbers", {}).items()}
        return dict(sorted(winners.items(), key=lambda named: _target_and_days(named[0])))

    def totals(self) -> list[str]:
        """What all customers together are expected to spend, a sentence a horizon."""
        told = self.scores.detail.get("totals")
        return [str(one["in_words"]) for one in told if isinstance(one, dict)] if isinstance(told, list) else []

    def problems(self) -> list[str]:
        """Why the run is not complete, one sentence each; empty when it is."""
        failed = [state.reason or f"{state.key} could not be read." for state in self.files if state.status == "failed"]
        needs = self.features.detail.get("needs")
        unread = [f"{key} was never read; ingest's log says why." for key in self.unread]
        stages = [problem for stage in STAGES[1:] if (problem := self._stage_problem(stage)) is not None]
        if not stages and self.scores.detail.get("features_snapshot") != self.features.snapshot:
            stages = ["the scores are not of the latest features; score's log says why."]
        if not stages and self.report.detail.get("scores_snapshot") != self.scores.snapshot:
            stages = ["the report is not on the latest scores; report's log says why."]
        return failed + unread + ([] if needs is None else [str(needs)]) + stages

    def _stage_problem(self, stage: Stage) -> str | None:
        last = self.last_run(stage)
        if last is None:
            return f"{stage} never ran."
        if last.outcome in {"done", "nothing_to_do"}:
            return None
        return f"{stage} ended as {last.outcome}: {last.reason or 'its log says why'}"


def results_of(ports: Ports, dataset: str) -> Results:
    """Everything there is to say about a dataset."""
    files = ports.state.files(dataset)
    champion = read_pointer(ports.models, layout.champion_pointer(dataset))
    landed = landed_by_dataset(ports.landing.list(layout.LANDING_PREFIX))
    digest = read_description(ports.lake, dataset).cleaning_digest()
    features = read_pointer(ports.lake, layout.features_pointer(dataset))
    return Results(
        dataset=dataset,
        files=files,
        unread=unaccounted(landed.get(dataset, []), files, digest),
        runs=ports.state.runs(dataset, limit=ALL_RUNS),
        features=features,
        champion=champion,
        scores=read_pointer(ports.lake, layout.scores_pointer(dataset)),
        report=read_pointer(ports.lake, layout.report_pointer(dataset)),
        quality=dataset_quality(_reports(ports.lake, files), files, _figures(ports.lake, dataset, features)),
        metrics={} if champion.snapshot is None else read_metrics(ports.models, dataset),
        manifest={} if champion.snapshot is None else read_manifest(ports.models, dataset),
    )


def clear_results(out: Path) -> None:
    """Make the folder, without the results of an earlier run: nobody shall take them for this one's."""
    out.mkdir(parents=True, exist_ok=True)
    for name in (*RESULT_FILES, *REPORT_FILES):
        (out / name).unlink(missing_ok=True)
    shutil.rmtree(out / FIGURES, ignore_errors=True)


def copy_results(ports: Ports, results: Results, out: Path) -> list[Path]:
    """Write what there is into the folder; answers the files."""
    written = [_write_json(out / "quality.json", results.quality)]
    if results.champion.snapshot is not None:
        written.append(_write_json(out / "metrics.json", results.metrics))
    dataset = results.dataset
    for pointer, folder, name in (
        (results.features, layout.features_folder, "feature_store.csv"),
        (results.scores, layout.scores_folder, "scores.csv"),
    ):
        if pointer.snapshot is not None:
            ports.lake.download(folder(dataset, pointer.snapshot) + name, out / name)
            written.append(out / name)
    return written + _copied_report(ports.lake, results, out)


def _copied_report(lake: ObjectStore, results: Results, out: Path) -> list[Path]:
    """The report's files in their places; answers those to look at, and the folder of the figures."""
    if results.report.snapshot is None:
        return []
    folder = layout.reports_folder(results.dataset, results.report.snapshot)
    (out / FIGURES).mkdir()
    for info in lake.list(folder):
        lake.download(info.key, out / info.key.removeprefix(folder))
    return [*(out / name for name in REPORT_FILES), out / FIGURES]


def _reports(lake: ObjectStore, files: Sequence[FileState]) -> dict[str, dict[str, Any]]:
    """The clean files' quality reports by landing key."""

    def read(state: FileState) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(lake.read(layout.quality_file(state.dataset, state.identity or "")).body)
        return report

    clean = [state for state in files if state.status == "clean" and state.identity is not None]
    with ThreadPoolExecutor(READS_AT_ONCE) as threads:
        return dict(zip((state.key for state in clean), threads.map(read, clean), strict=True))


def _figures(lake: ObjectStore, dataset: str, features: Pointer) -> dict[str, Any]:
    """What the features stage found out about the order lines as a whole; nothing of subscribers."""
    if features.snapshot is None:
        return {}
    try:
        stored = lake.read(layout.features_folder(dataset, features.snapshot) + "quality.json")
    except ObjectMissing:
        return {}
    figures: dict[str, Any] = json.loads(stored.body)
    return figures


def _write_json(path: Path, content: dict[str, Any]) -> Path:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _target_and_days(column: str) -> tuple[bool, str, int]:
    """Spend before everything else; a column without a horizon before those with one."""
    match = re.fullmatch(r"(.+)_(\d+)d", column)
    target, days = (match[1], int(match[2])) if match else (column, 0)
    return target != "expected_spend", target, days
