"""Report: what the current scores say, for people who never saw the code, as pages, slides, figures and tables."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from perennial import layout
from perennial.engine import connection
from perennial.pointers import Pointer, move_pointer, read_pointer, retry_on_conflict
from perennial.ports import Ports
from perennial.records import Json, StageResult
from perennial.report.composing import Composed, composed
from perennial.report.drawing import drawn
from perennial.report.pages import FIGURES_FOLDER, typeset
from perennial.report.statistics import summary_statistics
from perennial.score_index import ScoreIndex
from perennial.stages.report_inputs import ReportInputs, gathered, open_tables, report_inputs

REPORT_VERSION = "2"
ENGINE_MEMORY_MB = 768
NO_SCORES = "no scores yet: the score stage will call"
ALREADY_REPORTED = "these scores are already reported on"
HTML, MARKDOWN, CSV = "text/html; charset=utf-8", "text/markdown; charset=utf-8", "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file of a report: its place in the report's folder and what it is, in words."""

    name: str
    title: str
    content_type: str
    body: bytes


def report(dataset: str, ports: Ports, *, work_dir: Path, now: datetime) -> StageResult:
    """Publish the report on the current scores, unless it is there. Raises ConflictError when others win every time."""
    return retry_on_conflict(lambda: _attempt(dataset, ports, work_dir, now), f"the report of dataset {dataset}")


def _attempt(dataset: str, ports: Ports, work_dir: Path, now: datetime) -> StageResult:
    seen = read_pointer(ports.lake, layout.report_pointer(dataset))
    inputs = report_inputs(dataset, ports)
    if inputs is None:
        return StageResult("nothing_to_do", reason=NO_SCORES)
    digest = inputs.digest(REPORT_VERSION)
    if seen.detail.get("inputs") == digest:
        return StageResult("nothing_to_do", {"report": seen.snapshot}, ALREADY_REPORTED)
    before = _headline_before(seen, str(inputs.scores.snapshot))
    report_id = hashlib.sha256(json.dumps([digest, before], sort_keys=True).encode()).hexdigest()[:32]
    made, files = _made(inputs, ports, before, work_dir)
    folder = layout.reports_folder(dataset, report_id)
    for file in files:
        ports.lake.write(folder + file.name, file.body, file.content_type)
    detail: dict[str, Json] = {
        "inputs": digest,
        "made_at": now.isoformat(),
        "scores_snapshot": inputs.scores.snapshot,
        "headline": made.headline,
        "before": before,
        "files": [_listed(file) for file in files],
    }
    move_pointer(ports.lake, layout.report_pointer(dataset), seen, report_id, detail)
    about: dict[str, Json] = {"report": report_id, "files": len(files), "scores_snapshot": inputs.scores.snapshot}
    return StageResult("done", about)


def _headline_before(seen: Pointer, scores_snapshot: str) -> dict[str, Json]:
    """The headline to compare with: the last report's, or what that one compared itself with if on the same scores."""
    name = "before" if seen.detail.get("scores_snapshot") == scores_snapshot else "headline"
    found = seen.detail.get(name)
    return found if isinstance(found, dict) else {}


def _made(
    inputs: ReportInputs, ports: Ports, before: dict[str, Json], work_dir: Path
) -> tuple[Composed, list[ReportFile]]:
    """One thread, so that sums come in the order of the rows, whoever makes them."""
    index = ScoreIndex.from_bytes(ports.lake.read(layout.score_index(inputs.dataset, str(inputs.scores.snapshot))).body)
    sources = gathered(inputs, ports, before)
    with connection(work_dir, threads=1, memory_limit_mb=ENGINE_MEMORY_MB) as con:
        open_tables(con, inputs, ports.lake, work_dir)
        made = composed(sources, con, index)
        statistics = summary_statistics(con)
    segments = ports.lake.read(inputs.scores_folder + "segment_summary.csv").body
    tables = [
        ReportFile("segment_summary.csv", "Segments, as in the report", CSV, segments),
        ReportFile(
            "summary_statistics.csv", "Every feature: how many are known, and how its values lie", CSV, statistics
        ),
    ]
    return made, [*_pages(made), *tables]


def _pages(made: Composed) -> Iterator[ReportFile]:
    charts = made.document.charts()
    pictures = {name: drawn(chart) for name, chart in charts.items()}
    pages = typeset(made.document, pictures)
    yield ReportFile("report.html", "The report, as a page to read or print", HTML, pages.html)
    yield ReportFile("report.md", "The report as Markdown", MARKDOWN, pages.markdown)
    yield ReportFile("slides.html", "The report as slides, one message each", HTML, pages.slides)
    for name, picture in pictures.items():
        title = charts[name].told.title
        yield ReportFile(f"{FIGURES_FOLDER}/{name}.png", title, "image/png", picture.png)
        yield ReportFile(f"{FIGURES_FOLDER}/{name}.svg", title, "image/svg+xml", picture.svg)


def _listed(file: ReportFile) -> Json:
    return {
        "name": file.name,
        "title": file.title,
        "content_type": file.content_type,
        "size_bytes": len(file.body),
    }
