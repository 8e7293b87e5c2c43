"""The forms of one number: signs, currencies and thousands marks around it, as patterns and SQL.

The thousands marks are those of the Unicode CLDR number formats: comma, point, apostrophe, blanks of any width, and
the pairs of digits of Indian amounts.
"""

POINT = "."
COMMA = ","
BLANK = r"[ \x{a0}\x{2007}\x{2008}\x{2009}\x{202f}]"
APOSTROPHE = r"[''\x{2019}\x{b4}`]"
MINUS = r"[-\x{2212}\x{2013}]"
PLAIN = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
PLAIN_COMMA = r"[-+]?(?:\d+,?\d*|,\d+)(?:[eE][-+]?\d+)?"
SYMBOL = r"[$\x{20a0}-\x{20bf}\x{a3}\x{a4}\x{a5}]"
ABBREVIATION = r"[Kk][Rr]\.?|[Ff]r\.?|[Rr]s\.?|z\x{142}|K\x{10d}|Ft|lei"
CURRENCY = rf"(?:[A-Za-z]{{0,3}}{SYMBOL}|[A-Z]{{3}}|{ABBREVIATION})"
SIGN = rf"(?:[+]|{MINUS})"
LEAD = rf"(?:{SIGN}?{BLANK}*(?:{CURRENCY})?|{CURRENCY}{BLANK}*{SIGN}){BLANK}*"
TRAIL = rf"{BLANK}*{MINUS}?{BLANK}*(?:{CURRENCY})?{BLANK}*"
NO_CENTS = rf"(?:[.,]{MINUS}{{1,2}})?"
NEGATIVE = rf"^[^0-9]*(?:{MINUS}|\()|\d{BLANK}*{MINUS}{BLANK}*(?:{CURRENCY})?\)?$"


def decorated_sql(column: str, mark: str) -> str:
    """A text that decimal casts read from a number written with this decimal mark; null where it is none."""
    plain, form = (PLAIN, _form(POINT)) if mark == POINT else (PLAIN_COMMA, _form(COMMA))
    core = f"regexp_extract({column}, '{form}', 1)"
    digits = f"regexp_replace({core}, '[^0-9{mark}]', '', 'g')"
    number = (
        f"case when {core} = '' or contains({column}, '(') <> contains({column}, ')') then null "
        f"when regexp_matches({column}, '{NEGATIVE}') then '-' || {digits} else {digits} end"
    )
    text = f"case when regexp_full_match({column}, '{plain}') then {column} else {number} end"
    return text if mark == POINT else f"replace({text}, ',', '.')"


def proves(column: str, mark: str) -> str:
    """Whether this text can only be a number with that decimal mark."""
    decimal, other = _marks(mark)
    end = r"(?:[^0-9.,]|$)"
    thousands = rf"(?:{other}|{BLANK}|{APOSTROPHE})"
    proofs = (
        rf"{decimal}(?:\d{{1,2}}|\d{{4,}}){end}",
        rf"\d{{4,}}{decimal}\d+{end}",
        rf"(?:^|[^0-9.,])0+{decimal}\d+{end}",
        rf"\d{thousands}\d{{3}}{decimal}\d*{end}",
        rf"\d{other}\d{{3}}{other}\d{{3}}{end}",
    )
    return f"regexp_matches({column}, '{'|'.join(proofs)}')"


def looks_like_thousands(column: str) -> str:
    """Whether this text is of digits in threes with points between, such as 1.234, and may mean 1234."""
    return (
        f"case when contains({column}, '.') then regexp_full_match({column}, '[-+]?[1-9]\\d{{0,2}}(?:\\.\\d{{3}})+') "
        "else false end"
    )


def _form(mark: str) -> str:
    """The whole of a number with what stands around it; its digits and marks are the first group."""
    decimal, other = _marks(mark)
    groups = [rf"\d{{1,3}}(?:{group}\d{{3}})+" for group in (other, BLANK, APOSTROPHE)]
    indian = [r"\d{1,2}(?:,\d{2})+,\d{3}"] if mark == POINT else []
    whole = "|".join((*groups, *indian, r"\d+"))
    core = rf"((?:{whole})(?:{decimal}\d*)?|{decimal}\d+)"
    return rf"^''?\(?{LEAD}{core}{NO_CENTS}{TRAIL}\)?$"


def _marks(mark: str) -> tuple[str, str]:
    return (r"\.", ",") if mark == POINT else (",", r"\.")
