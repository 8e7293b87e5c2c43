"""The forms in which one date is written: the pattern of each, and which of them a text has.

Patterns are RE2's. Each calendar form has four groups: two or three date parts and, last, the time of day. Month names
are compared without case and accents.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from perennial.months import MONTHS

ZONE = r"(?:Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?)"
NOON = r"[AaPp]\.?[Mm]\.?"
CLOCK = r"\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?"
REST = rf"(?:(?:,? (?:at|um|a|as|a las) |, ?|[T ] *)({CLOCK})(?: [Uu]hr)?(?: ?{NOON})?(?: ?{ZONE})?)?"
PLAIN = {10: ("____-__-__",), 16: ("____-__-__ __:__",), 19: ("____-__-__ __:__:__", "____-__-__T__:__:__")}

YEAR_FIRST = r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
LONG_YEAR = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"
SHORT_YEAR = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2})"
HOURS = r"(?:[ T_]?(?:[01]\d|2[0-3])(?::?[0-5]\d(?::?[0-5]\d)?)?)?"
COMPACT = rf"(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){HOURS}"
MONTH = f"({'|'.join(sorted(MONTHS, key=lambda name: (-len(name), name)))})"
WEEKDAY = r"(?i)(?:[a-z]{2,9}(?:-feira)?\.?,? +)?"
ORDINAL = r"(?:st|nd|rd|th|er|o|º|ª)?"
OF = r"(?:[-/., ]+(?:de |del |of )?)?"
NAMED_DAY_FIRST = rf"{WEEKDAY}(\d{{1,2}}){ORDINAL}{OF}{MONTH}{OF}(\d{{4}}|\d{{2}})"
NAMED_MONTH_FIRST = rf"{WEEKDAY}{MONTH}[-/. ]*(\d{{1,2}}){ORDINAL}[-/, ]+(\d{{4}}|\d{{2}})"
NAMED_YEAR_FIRST = rf"(?i)(\d{{4}})[-/. ]*{MONTH}[-/. ]*(\d{{1,2}})"


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its pattern over the whole text, what it is called in words, and whether it is of names."""

    pattern: str
    words: str
    named: bool = False

    def text(self, column: str) -> str:
        """The text of the column as the pattern compares it."""
        return f"strip_accents(lower({column}))" if self.named else column


PLAIN_FORM = "plain"
YEAR, LONG, SHORT, AS_NUMBER = "year_first", "long_year", "short_year", "compact"
CALENDAR: Mapping[str, Form] = {
    YEAR: Form(YEAR_FIRST + REST, "year first"),
    LONG: Form(LONG_YEAR + REST, "day and month as numbers"),
    SHORT: Form(SHORT_YEAR + REST, "day and month as numbers"),
    AS_NUMBER: Form(COMPACT, "year, month and day in one number"),
    "named_day_first": Form(NAMED_DAY_FIRST + REST, "month by name", named=True),
    "named_month_first": Form(NAMED_MONTH_FIRST + REST, "month by name", named=True),
    "named_year_first": Form(NAMED_YEAR_FIRST + REST, "month by name", named=True),
}
NUMERIC = (LONG, SHORT)
SERIAL, SECONDS, MILLISECONDS = "serial", "unix_seconds", "unix_milliseconds"
COUNTED: Mapping[str, Form] = {
    SERIAL: Form(r"\d{5}(?:[.,]\d+)?", "days since 1899-12-30, as spreadsheets count them"),
    SECONDS: Form(r"\d{9,10}(?:[.,]\d+)?", "seconds since 1970-01-01 UTC"),
    MILLISECONDS: Form(r"\d{12,13}", "milliseconds since 1970-01-01 UTC"),
}
FORMS: Mapping[str, Form] = {**CALENDAR, **COUNTED}


def plain_sql(column: str) -> str:
    """Whether the text has the shape of an ISO date, for less than it costs to read it."""
    likes = {length: " or ".join(f"{column} like '{shape}'" for shape in shapes) for length, shapes in PLAIN.items()}
    cases = " ".join(f"when {length} then {like}" for length, like in likes.items())
    return f"case strlen({column}) {cases} else false end"


def form_sql(column: str) -> str:
    """The name of the form of the text, `plain` for ISO dates as casts read them, null where it is no date."""
    # Cheap patterns first; a compact date is tried before a count of seconds, which has as many digits.
    tried = sorted(FORMS.items(), key=lambda item: item[1].named)
    cases = " ".join(f"when {has_form(column, form)} then '{name}'" for name, form in tried)
    return f"case when {column} is null then null when {plain_sql(column)} then '{PLAIN_FORM}' {cases} end"


def has_form(column: str, form: Form) -> str:
    """Whether the whole text has this form."""
    return f"regexp_full_match({form.text(column)}, '{form.pattern}')"
