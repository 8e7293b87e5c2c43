"""What is said of a file before it counts."""

from pathlib import Path
from typing import Any

from perennial.cleaning import clean_file
from perennial.dataset import Dataset
from perennial.errors import RefusedError, UnreadableFile
from perennial.preview import Preview, preview_of, refused_preview
from tests.order_file import HEADER, LAMP, NOBODY, REFUND, TEA, order_file
from tests.seen import KEY, lines, seen


def previewed(work_dir: Path, text: str, known: dict[str, str] | None = None, **description: Any) -> Preview:
    """The preview of a text under a description."""
    dataset = Dataset.model_validate(description)
    folder = work_dir / "cleaning"
    folder.mkdir()
    with seen(work_dir, text) as table:
        try:
            outcome = clean_file(KEY, work_dir / "seen.csv", dataset, folder, known_evidence=known or {})
        except RefusedError as error:
            return preview_of(table, error, dataset, known or {})
        return preview_of(table, outcome, dataset, known or {})


def test_a_file_that_is_understood_is_ready_with_all_its_counts(work_dir):
    found = previewed(work_dir, order_file(LAMP, TEA, NOBODY, REFUND, LAMP))
    assert (found.kind, found.table, found.refusal, found.needed) == ("orders", "order_lines", None, ())
    assert found.counts == {
        "rows_read": 5,
        "rows_kept": 3,
        "rows_rejected": 1,
        "rows_duplicate": 1,
        "orders": 3,
        "customers": 2,
        "already_present": None,
    }
    assert found.dates is not None
    assert found.dates.read == "1 December 2010, 08:26"
    assert found.money == {"currency": None, "decimal_mark": "decimal point", "returns": "net"}
    assert [column.name for column in found.columns] == HEADER.split(",")


def test_rows_that_are_set_aside_are_grouped_by_what_to_do(work_dir):
    findings = previewed(work_dir, order_file(LAMP, TEA, NOBODY, REFUND, LAMP)).findings
    assert [(one.level, one.rule, one.rows) for one in findings][:1] == [("error", "missing_customer", 1)]
    assert {one.rule for one in findings} >= {"exact_duplicate", "cancellation"}


def test_dates_that_nothing_decides_are_asked_for_and_everything_else_is_known(work_dir):
    rows = [f"{n},P,LAMP,1,0{n}/02/2011,2.50,17850,UK" for n in range(1, 9) if n != 2]
    found = previewed(work_dir, order_file(*rows))
    assert found.refusal is not None
    assert "more than one way" in found.refusal
    assert found.dates is not None
    assert [choice.date_format for choice in found.dates.choices] == ["%d/%m/%Y", "%m/%d/%Y"]
    assert found.needed == ()
    assert {column.field for column in found.columns} >= {"customer_id", "order_datetime"}


def test_what_other_files_prove_is_how_the_example_is_read(work_dir):
    rows = [f"{n},P,LAMP,1,0{n}/02/2011,2.50,17850,UK" for n in range(1, 9) if n != 2]
    found = previewed(work_dir, order_file(*rows), {"date_order:InvoiceDate": "month first"})
    assert found.refusal is None
    assert found.dates is not None
    assert found.dates.read == "2 January 2011"


def test_columns_nobody_knows_are_asked_for_by_field(work_dir):
    text = lines("x1,x2,x3", *(f"note {n},lorem,ipsum {n}" for n in range(30)))
    found = previewed(work_dir, text)
    assert found.refusal is not None
    assert found.refusal.endswith("Say which column holds what.")
    assert found.needed == ("customer_id", "order_datetime", "order_total")
    assert found.counts is None


def test_a_column_said_by_a_person_makes_the_file_ready(work_dir):
    text = lines("x1,x2,x3", *(f"k{n % 7},2024-01-{n:02},{n}.50" for n in range(1, 29)))
    mapping = {"customer_id": "x1", "order_datetime": "x2", "order_total": "x3"}
    found = previewed(work_dir, text, other_mappings=[mapping])
    assert found.refusal is None
    assert [(column.field, column.state) for column in found.columns] == [
        ("customer_id", "matched"),
        ("order_datetime", "matched"),
        ("order_total", "matched"),
    ]


def test_a_file_of_which_no_row_is_left_is_not_ready(work_dir):
    found = previewed(work_dir, order_file(NOBODY))
    assert found.refusal is not None
    assert "None of its 1 rows" in found.refusal
    assert found.findings


def test_a_format_that_is_none_is_refused_by_name(work_dir):
    found = previewed(work_dir, order_file(LAMP, TEA), date_format="%Q")
    assert found.refusal is not None
    assert "date_format" in found.refusal


def test_personal_columns_are_named(work_dir):
    text = lines("CustomerID,InvoiceDate,Total,Email", *(f"c{n},2024-01-{n:02},5,c{n}@shop.de" for n in range(1, 29)))
    (finding,) = [one for one in previewed(work_dir, text).findings if one.rule == "personal"]
    assert "Email" in finding.message


def test_subscribers_are_told_from_orders(work_dir):
    rows = (f"{n},{n % 12},{'yes' if n % 3 else 'no'}" for n in range(1, 60))
    found = previewed(work_dir, lines("customerID,tenure,Churn", *rows))
    assert (found.kind, found.refusal, found.dates) == ("subscribers", None, None)
    assert [column.field for column in found.columns] == ["customer_id", "attribute", "label"]


def test_what_is_no_table_says_why_and_what_to_do():
    found = refused_preview(Dataset(), UnreadableFile(KEY, "this is an image, not a table. Upload tables."))
    assert (found.refusal, found.columns) == ("This is an image, not a table. Upload tables.", ())


def test_everything_is_told_as_json_with_the_description_in_force(work_dir):
    told = previewed(work_dir, order_file(LAMP, TEA), returns="drop").to_json()
    assert told["ready"] is True
    assert told["description"]["returns"] == "drop"
    assert told["header"] == HEADER.split(",")
    assert told["rows"][0][0] == "536365"
