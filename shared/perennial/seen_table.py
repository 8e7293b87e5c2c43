"""A table as a person sees it before it counts: its first rows, samples, and a guess at what each column holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import duckdb

from perennial import engine
from perennial.containers import Member
from perennial.dataset import MAPPED_FIELDS, Dataset
from perennial.errors import RefusedError, UnknownColumns
from perennial.fitting import CLEAR_NAME
from perennial.loading import column_at, create_rows, load_rows
from perennial.looking import Look
from perennial.meaning import Meaning, understand
from perennial.profiles import ColumnProfile, profile_columns
from perennial.reading import Format, detect_format, read_rows
from perennial.sampling import SAMPLE_ROWS
from perennial.unknown import explained

ROWS_SHOWN = 10
LONGEST_CELL = 100
MOST_COLUMNS = 500
BY_ITS_VALUES = 0.3
BY_VALUES_WORDS = "its values look like it; say whether it is."


@dataclass(frozen=True, slots=True)
class Choice:
    """A column chosen for a field: how sure that is, 0 to 1, why in words, and whether a person need not look."""

    field: str
    confidence: float
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class SeenTable:
    """The beginning of a table: `con` holds up to 20,000 of its rows as `sample_rows` and `raw_rows`."""

    key: str
    con: duckdb.DuckDBPyConnection
    layout: Format
    profiles: tuple[ColumnProfile, ...]
    rows: list[list[str]]

    def samples(self) -> dict[str, tuple[str, ...]]:
        """By column the values that stand there most often."""
        return {profile.name: profile.examples for profile in self.profiles}

    def meaning(self, dataset: Dataset) -> Meaning | None:
        """What the rows seen mean under a description; None where that is not sure."""
        try:
            return understand(self.key, self.layout, self.profiles, dataset, self.con)
        except RefusedError:
            return None

    def guess(self, dataset: Dataset) -> dict[str, Choice]:
        """By column what it may hold as far as names and values say so, whatever the description maps."""
        bare = Dataset(kind=dataset.kind, date_format=dataset.date_format)
        try:
            return chosen(understand(self.key, self.layout, self.profiles, bare, self.con))
        except UnknownColumns as error:
            return self._guessed(error.guess, bare)
        except RefusedError:
            return {}

    def _guessed(self, mapping: Mapping[str, str], dataset: Dataset) -> dict[str, Choice]:
        look = Look(self.key, self.profiles, self.con, dataset.date_format)
        found: dict[str, Choice] = {}
        for field, column in mapping.items():
            if field not in (*MAPPED_FIELDS, "label") or column not in self.layout.header:
                continue
            fit = next((fit for fit in look.fits(field) if fit.column.name == column), None)
            if fit is None:
                found[column] = Choice(field, BY_ITS_VALUES, f"{column}: {BY_VALUES_WORDS}", sure=False)
            else:
                found[column] = Choice(field, fit.confidence, explained(field, fit), sure=False)
        return found


def chosen(meaning: Meaning) -> dict[str, Choice]:
    """By column what it was taken for; a clear name or a description leaves nothing to look at."""
    given = meaning.found_by == "given"
    return {
        column: Choice(
            field,
            meaning.confidence[field],
            meaning.explanation[field],
            sure=given or meaning.confidence[field] >= CLEAR_NAME,
        )
        for field, column in meaning.columns.items()
    }


@contextmanager
def seen_table(key: str, member: Member) -> Iterator[SeenTable]:
    """Look at a member's beginning while the context lasts; raises UnreadableFile for what is no table."""
    layout = detect_format(key, member.path)
    width = len(layout.header)
    with engine.connection(member.path.parent) as con:
        create_rows(con, "seen_rows", width)
        load_rows(con, "seen_rows", islice(read_rows(member.path, layout), SAMPLE_ROWS), width, member.path.parent)
        cells = ", ".join(map(column_at, range(width)))
        whole = f"select {cells} from seen_rows where broken is null order by line_number"
        con.execute(f"create or replace temp table sample_rows as {whole}")
        raw = f"select {cells}, cast(null as varchar) as broken from sample_rows"
        con.execute(f"create or replace temp view raw_rows as {raw}")
        shown = con.execute(f"select * from sample_rows limit {ROWS_SHOWN}").fetchall()
        rows = [[(cell or "")[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]] for row in shown]
        yield SeenTable(key, con, layout, profile_columns(con, layout), rows)
