"""A table being looked at: its profiles, its sample, and the best columns for several fields at once."""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from perennial.fitting import SURE_ENOUGH, Fit, fits_of
from perennial.naming import means
from perennial.profiles import ColumnProfile


@dataclass(frozen=True, slots=True)
class Look:
    """What can be known of a table before it is understood; `con` holds its `sample_rows`."""

    key: str
    profiles: tuple[ColumnProfile, ...]
    con: duckdb.DuckDBPyConnection
    date_format: str | None = None

    @property
    def header(self) -> tuple[str, ...]:
        """The column names, in file order."""
        return tuple(profile.name for profile in self.profiles)

    def fits(self, field: str) -> list[Fit]:
        """The columns that may be this field, surest first."""
        return fits_of(field, self.profiles, date_format=self.date_format)

    def best(self, fields: Iterable[str], least: float = SURE_ENOUGH) -> dict[str, Fit]:
        """One column for each of these fields as far as there are sure enough ones, no column for two of them.

        The surest pair of field and column is taken first; of equals the earlier field, then the earlier column.
        """
        order = {field: place for place, field in enumerate(fields)}
        pairs = [(field, fit) for field in order for fit in self.fits(field) if fit.confidence >= least]
        pairs.sort(key=lambda pair: (-pair[1].confidence, order[pair[0]], pair[1].column.position))
        found: dict[str, Fit] = {}
        taken: set[int] = set()
        for field, fit in pairs:
            if field not in found and fit.column.position not in taken:
                found[field] = fit
                taken.add(fit.column.position)
        return found

    def named(self, *meanings: str) -> list[ColumnProfile]:
        """The columns whose names have a word for each of these meanings."""
        return [profile for profile in self.profiles if means(profile.name, meanings)]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table may be: the columns found for its fields, and the words for those that it lacks."""

    table: str
    found: dict[str, Fit]
    missing: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether nothing that the table cannot do without is missing."""
        return not self.missing
