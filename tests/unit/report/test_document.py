"""A document before it is typeset: its figures by name, its slides in order."""

from perennial.report.charts import Bars, Told
from perennial.report.document import Document, Section, Slide


def chart(name: str) -> Bars:
    return Bars(Told(name, "", ""), ("a",), (1.0,), str, "")


def test_figures_are_found_by_name_and_slides_come_in_the_order_of_the_sections():
    first = Section("one", "?", "!", charts=(chart("gain"), chart("lift")), slides=(Slide("a"),))
    second = Section("two", "?", "!", charts=(chart("plan"),), slides=(Slide("b"), Slide("c")))
    document = Document("t", "s", (), (), (first, second), "b")
    assert list(document.charts()) == ["gain", "lift", "plan"]
    assert [slide.message for slide in document.slides()] == ["a", "b", "c"]
