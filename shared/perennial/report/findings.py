"""What cleaning found in the data, rule by rule, in rows and money; and the rows it set aside."""

from perennial.report.document import KeyFigure, Section, Slide, Table
from perennial.report.sources import Sources
from perennial.report.words import counted, day, money, percent, spoken

QUESTION = "How good are the data?"
NO_RULE = "No row met a rule of cleaning: everything dropped was used as it is."
REJECTS_NOTE = (
    "Rows set aside are kept with reason and line number; they can be downloaded, corrected and dropped again."
)


def findings(sources: Sources) -> Section:
    """Rows read and kept, the rules that acted, files that could not be used, and gaps in time."""
    rows = sources.quality["rows"]
    read, kept = rows["read"], rows["kept"]
    share = percent(kept / read) if read else percent(1.0)
    title = f"{share} of {counted(read, 'row')} could be used"
    rules = _rules(sources)
    key_figures = (
        KeyFigure("rows read", f"{read:,}"),
        KeyFigure("rows used", f"{kept:,}"),
        KeyFigure("set aside", f"{rows['rejected']:,}"),
        KeyFigure("repeats left out", f"{rows['duplicate']:,}"),
    )
    return Section(
        name="data",
        question=QUESTION,
        title=title,
        key_figures=key_figures,
        paragraphs=(() if rules.rows else (NO_RULE,)) + ((REJECTS_NOTE,) if rows["rejected"] else ()),
        tables=(rules,) if rules.rows else (),
        points=(*_files(sources), *_joined(sources), *_gaps(sources)),
        slides=(Slide(title, () if rules.rows else (NO_RULE,), key_figures, table=_shortened(rules)),),
        advice=_advice(sources),
    )


def _rules(sources: Sources) -> Table:
    met = sorted(
        (one for one in sources.quality["rules"] if one["rows_meeting"]),
        key=lambda one: (-one["rows_removed"], -one["rows_meeting"], one["name"]),
    )
    with_money = any("amount_removed" in one for one in met)
    rows = tuple(
        (
            spoken(str(one["name"])),
            f"{one['rows_meeting']:,}",
            f"{one['rows_removed']:,}",
            *((money(one.get("amount_removed", 0.0), sources.currency),) if with_money else ()),
            str(one["trade_off"]),
        )
        for one in met
    )
    columns = ("rule", "rows met", "rows removed", *(("worth",) if with_money else ()), "why")
    return Table("Rules that acted", columns, rows, numeric=frozenset(range(1, len(columns) - 1)))


def _shortened(rules: Table) -> Table | None:
    """The first rules without their reasons, as a slide has room for them."""
    if not rules.rows:
        return None
    return Table("", rules.columns[:-1], tuple(row[:-1] for row in rules.rows[:5]), rules.numeric)


def _advice(sources: Sources) -> str:
    """What to mend at the source: the rule that took most rows away, if it took some."""
    taking = [one for one in sources.quality["rules"] if one["rows_removed"] and one["name"] != "exact_duplicate"]
    if not taking:
        return ""
    worst = max(taking, key=lambda one: (one["rows_removed"], one["name"]))
    amount = worst.get("amount_removed")
    worth = f" worth {money(amount, sources.currency)}" if amount else ""
    return (
        f"Mend “{spoken(str(worst['name']))}” where the files come from: it cost "
        f"{counted(worst['rows_removed'], 'row')}{worth}."
    )


def _files(sources: Sources) -> list[str]:
    files = sources.quality["files"]
    found = [f"{counted(files['clean'], 'file')} of {files['dropped']:,} dropped could be read."]
    unused = [*files["failed"], *files["ignored"]]
    found += [f"{one['key']} was not used: {str(one['reason']).removesuffix('.')}." for one in unused]
    return found


def _joined(sources: Sources) -> list[str]:
    """Lines that several files hold, and money before and after cleaning."""
    found = []
    revenue = sources.quality["revenue"]
    if revenue["before"]:
        before, after = (money(revenue[when], sources.currency) for when in ("before", "after"))
        found.append(f"Revenue in the files: {before} before cleaning, {after} after.")
    repeats = sources.quality.get("joining", {}).get("repeats", 0)
    if repeats:
        found.append(f"{counted(repeats, 'line')} stood in more than one file and counted once.")
    return found


def _gaps(sources: Sources) -> list[str]:
    coverage = sources.quality.get("coverage", {})
    gaps = [gap for gap in coverage.get("longest_gaps", ()) if gap["days_without_orders"] > 1]
    if not gaps:
        return []
    longest = gaps[0]
    return [
        f"The longest stretch without an order: {counted(longest['days_without_orders'], 'day')} after "
        f"{day(longest['after'])}. If the shop was not closed, a file may be missing."
    ]
