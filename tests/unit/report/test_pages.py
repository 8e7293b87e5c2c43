"""The report typeset: nothing in it runs, nothing in it is fetched, and its numbers are those of the document."""

import re
from html.parser import HTMLParser

import pytest
from duckdb import DuckDBPyConnection

from perennial.report.composing import composed
from perennial.report.document import Document
from perennial.report.drawing import drawn
from perennial.report.pages import Pages, data_address, in_markdown, typeset
from tests.hand_index import customer, index_of_customers
from tests.report_facts import fill_shop, sources

HOSTILE = "<script>alert(1)</script>|[x](javascript:y)"
INDEX = index_of_customers(*(customer(f"c{n:02}", spend=float(n), churn=n / 100) for n in range(1, 61)))


class Seen(HTMLParser):
    """The tags of a page, the addresses it names and the text of its cells."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.texts: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [str(value) for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


@pytest.fixture
def document(con: DuckDBPyConnection) -> Document:
    """A report on a shop whose best customer and whose dataset have hostile names."""
    fill_shop(con, {60: HOSTILE})
    return composed(sources(dataset=HOSTILE), con, INDEX).document


@pytest.fixture
def pages(document: Document) -> Pages:
    return typeset(document, {name: drawn(chart) for name, chart in document.charts().items()})


def test_what_a_customer_is_called_stays_text(pages: Pages):
    for page in (pages.html, pages.slides):
        assert "script" not in Seen(page).tags
    assert HOSTILE[:39] in " ".join(Seen(pages.html).texts)
    assert b"<script" not in pages.markdown
    assert "[x](javascript" not in pages.markdown.decode()


def test_a_page_needs_nothing_but_itself(pages: Pages):
    for page in (pages.html, pages.slides):
        assert all(address.startswith(("#", "data:image/svg+xml;base64,")) for address in Seen(page).addresses)
        assert re.search(rb"url\(|@import|<link|<script", page) is None


def test_every_cell_of_every_table_stands_on_the_page_and_in_the_markdown(pages: Pages, document: Document):
    texts, markdown = set(Seen(pages.html).texts), pages.markdown.decode()
    cells = [cell for section in document.sections for table in section.tables for row in table.rows for cell in row]
    assert cells
    assert [cell for cell in cells if cell and cell.strip() not in texts] == []
    assert [cell for cell in cells if in_markdown(cell) not in markdown] == []


def test_there_is_a_slide_for_every_message_with_a_first_and_a_last(pages: Pages, document: Document):
    assert Seen(pages.slides).tags.count("section") == len(document.slides()) + 2
    assert b"What to do now" in pages.slides


def test_every_figure_is_named_in_the_markdown_and_has_words_for_who_cannot_see_it(pages: Pages, document: Document):
    for name, chart in document.charts().items():
        assert f"](figures/{name}.png)" in pages.markdown.decode()
        assert chart.told.note in " ".join(Seen(pages.html).texts)
    assert pages.html.count(b"<img ") == len(document.charts()) == pages.html.count(b' alt="')


def test_the_same_document_gives_the_same_bytes(pages: Pages, document: Document):
    assert typeset(document, {name: drawn(chart) for name, chart in document.charts().items()}) == pages


def test_markdown_signs_are_letters_and_a_line_stays_a_line():
    assert in_markdown("a|b\n*c* <d>") == "a\\|b \\*c\\* &lt;d&gt;"


def test_a_picture_travels_inside_its_page():
    assert data_address(b"<svg/>") == "data:image/svg+xml;base64,PHN2Zy8+"
