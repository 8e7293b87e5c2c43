"""The upload wizard: what it asks, what it refuses, and what it keeps when something goes wrong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from perennial.sources import MAX_SOURCE_BYTES
from tests.browser import worlds
from tests.browser.conftest import Site, Visitor
from tests.browser.test_screens import looked_at
from tests.browser.uploads import HEADER, ROW, Uploads, run

Visit = Callable[..., Visitor]
FILE = FilePayload(name="april.csv", mimeType="text/csv", buffer="\n".join([",".join(HEADER), ",".join(ROW)]).encode())
NETWORK = "Failed to load resource"


def begun(visitor: Visitor, uploads: Uploads) -> Visitor:
    """A file was chosen and its columns are looked at."""
    uploads.play(visitor.page)
    visitor.sign_in("operate").open("upload", dataset=worlds.SHOP)
    visitor.page.set_input_files("input[type=file]", FILE)
    press(visitor, "Upload and look at the columns")
    stands(visitor, "What the columns are")
    return visitor


def checked(visitor: Visitor, uploads: Uploads) -> Visitor:
    """The customer's column was named and the whole file was checked."""
    begun(visitor, uploads).page.get_by_label("Column for “Customer”").select_option("Ref")
    press(visitor, "Continue")
    stands(visitor, "How dates and money are read")
    press(visitor, "Check the whole file")
    stands(visitor, "What the whole file came to")
    return visitor


def press(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("button", name=name).click()


def stands(visitor: Visitor, heading: str) -> None:
    expect(visitor.page.get_by_role("heading", name=heading)).to_be_visible()


def test_a_key_that_may_only_read_is_told_so(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in("read").open("upload", dataset=worlds.SHOP)
    visitor.page.set_input_files("input[type=file]", FILE)
    assert visitor.page.get_by_role("button", name="Upload and look at the columns").is_disabled()
    assert "This key may look, not upload" in visitor.text()
    looked_at(visitor)


def test_the_first_rows_are_shown_before_anything_is_sent_and_markup_in_them_is_text(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in("operate").open("upload", dataset=worlds.SHOP)
    visitor.page.set_input_files("input[type=file]", FILE)
    shown = visitor.page.get_by_role("table", name="The first rows of the file")
    assert shown.get_by_role("columnheader").all_inner_texts() == HEADER
    assert shown.get_by_role("cell").all_inner_texts() == ROW
    assert visitor.page.title() == "Upload · Perennial"
    looked_at(visitor)


def test_a_file_can_be_dropped_and_the_limit_that_is_stated_is_the_one_that_is_held(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in("operate").open("upload", dataset=worlds.SHOP)
    assert f"Up to {MAX_SOURCE_BYTES // 10**9} GB" in visitor.text()
    carry = "text => { const one = new DataTransfer(); one.items.add(new File([text], 'april.csv')); return one; }"
    carried = visitor.page.evaluate_handle(carry, FILE["buffer"].decode())
    visitor.page.dispatch_event(".drop", "drop", {"dataTransfer": carried})
    expect(visitor.page.get_by_role("heading", name="april.csv")).to_be_visible()


def test_an_empty_file_is_refused_before_it_is_sent(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in("operate").open("upload", dataset=worlds.SHOP)
    visitor.page.set_input_files("input[type=file]", FilePayload(name="a.csv", mimeType="text/csv", buffer=b""))
    assert "This file is empty" in visitor.text()
    assert visitor.page.get_by_role("button", name="Upload and look at the columns").count() == 0


@pytest.mark.parametrize("name", ["", "../shop", "my shop"])
def test_a_dataset_has_to_have_a_name_that_can_be_one(visit: Visit, site: Site, name: str) -> None:
    visitor = visit(site).sign_in("operate").open("upload", dataset=worlds.SHOP)
    visitor.page.set_input_files("input[type=file]", FILE)
    visitor.page.get_by_label("Add it to").select_option("")
    visitor.page.get_by_label("Name of the new dataset").fill(name)
    press(visitor, "Upload and look at the columns")
    expect(visitor.page.get_by_label("Name of the new dataset")).to_be_focused()
    assert visitor.page.get_by_label("Name of the new dataset").get_attribute("aria-invalid") == "true"


def test_a_column_that_is_needed_is_asked_for_by_name(visit: Visit, site: Site) -> None:
    visitor = begun(visit(site), Uploads())
    assert "Not used (2): Ref, <b>Note</b>" in visitor.text()
    press(visitor, "Continue")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Choose the column for “Customer”.")
    looked_at(visitor)


def test_a_column_that_is_chosen_serves_as_one_thing_alone(visit: Visit, site: Site) -> None:
    visitor = begun(visit(site), Uploads())
    visitor.page.get_by_label("Column for “Price of one”").select_option("Paid")
    assert visitor.page.get_by_label("Column for “Order total”").input_value() == ""


def test_a_day_that_could_be_two_is_asked_for_and_the_answer_is_sent(visit: Visit, site: Site) -> None:
    uploads = Uploads(dates_are_open=True)
    visitor = begun(visit(site), uploads)
    visitor.page.get_by_label("Column for “Customer”").select_option("Ref")
    press(visitor, "Continue")
    press(visitor, "Check the whole file")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Choose one")
    looked_at(visitor)
    visitor.page.get_by_label("03/04/2024 is 3 April 2024").check()
    press(visitor, "Check the whole file")
    stands(visitor, "What the whole file came to")
    assert uploads.asked[-1]["description"] == {"date_format": "%d/%m/%Y"}
    assert uploads.asked[-1]["mapping"] == {"customer_id": "Ref", "order_datetime": "When", "order_total": "Paid"}


def test_the_last_word_counts_what_was_read_and_what_is_there_already(visit: Visit, site: Site) -> None:
    visitor = checked(visit(site), Uploads())
    looked_at(visitor)
    press(visitor, "Continue")
    assert "48,210 rows → 21,480 orders, 9,120 customers, 214 skipped; 1,034 already present." in visitor.text()
    looked_at(visitor)


def test_the_stages_go_by_and_the_quality_stands_at_the_end(visit: Visit, site: Site) -> None:
    stages = [run(3, "score", "done", detail={"snapshot": "s"}), run(2, "features", "done"), run(1, "ingest", "done")]
    visitor = added(visit(site), Uploads(stages=stages))
    expect(visitor.page.locator("main").get_by_text("The new forecasts are ready")).to_be_visible()
    assert visitor.page.locator(".stages .badge").all_inner_texts() == ["done", "done", "not needed", "done"]
    assert "171" in visitor.page.get_by_role("table", name="Rules that met rows of this file").inner_text()
    looked_at(visitor)


def test_a_stage_at_work_shows_a_percentage_only_where_one_is_known(visit: Visit, site: Site) -> None:
    uploads = Uploads(stages=[run(1, "ingest", "running", progress=0.4)])
    visitor = added(visit(site), uploads)
    expect(visitor.page.locator(".stage.running")).to_contain_text("40 %")
    uploads.stages = [run(2, "features", "running"), run(1, "ingest", "done")]
    expect(visitor.page.locator(".stage.running")).to_contain_text("Describe every customer")
    assert "%" not in visitor.page.locator(".stages").inner_text()


def test_a_failed_stage_says_why_and_keeps_file_columns_and_the_forecasts_of_before(visit: Visit, site: Site) -> None:
    visitor = added(visit(site), Uploads(stages=[run(1, "ingest", "failed", reason="It is a PDF document.")]))
    expect(visitor.page.get_by_text("It is a PDF document.")).to_be_visible()
    assert "The forecasts of before still stand." in visitor.text()
    looked_at(visitor)
    press(visitor, "Change the columns")
    assert visitor.page.get_by_label("Column for “Customer”").input_value() == "Ref"


def test_a_file_that_does_not_arrive_can_be_sent_again(visit: Visit, site: Site) -> None:
    uploads = Uploads(storage_status=403)
    visitor = visit(site)
    uploads.play(visitor.page)
    visitor.sign_in("operate").open("upload", dataset=worlds.SHOP)
    visitor.page.set_input_files("input[type=file]", FILE)
    press(visitor, "Upload and look at the columns")
    expect(visitor.page.get_by_role("alert")).to_contain_text("The file did not arrive")
    uploads.storage_status = 204
    press(visitor, "Upload and look at the columns")
    stands(visitor, "What the columns are")
    visitor.complaints[:] = [one for one in visitor.complaints if NETWORK not in one]


def test_a_file_begun_with_is_still_there_after_a_look_at_another_screen(visit: Visit, site: Site) -> None:
    visitor = begun(visit(site), Uploads())
    visitor.page.get_by_label("Column for “Customer”").select_option("Ref")
    visitor.page.get_by_role("link", name="Operations", exact=True).click()
    visitor.page.get_by_role("link", name="Upload", exact=True).click()
    stands(visitor, "What the columns are")
    assert visitor.page.get_by_label("Column for “Customer”").input_value() == "Ref"


def added(visitor: Visitor, uploads: Uploads) -> Visitor:
    """The file was confirmed."""
    checked(visitor, uploads)
    press(visitor, "Continue")
    press(visitor, f"Add to {worlds.SHOP}")
    stands(visitor, "What becomes of the file")
    return visitor
