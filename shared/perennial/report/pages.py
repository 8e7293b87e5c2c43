"""A report typeset: one page of HTML that needs nothing else, the same as Markdown, and as slides."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from perennial.report.document import Document
from perennial.report.drawing import Pictures

FIGURES_FOLDER = "figures"
# What Markdown would take for markup of its own.
MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]#|~$])")


@dataclass(frozen=True, slots=True)
class Pages:
    """The same report three times."""

    html: bytes
    markdown: bytes
    slides: bytes


def typeset(document: Document, pictures: Mapping[str, Pictures]) -> Pages:
    """The pages of a report whose figures were drawn, by name."""
    values = {"document": document, "pictures": pictures, "folder": FIGURES_FOLDER}
    made = _environment()
    return Pages(
        html=made.get_template("report.html.j2").render(values).encode(),
        markdown=made.get_template("report.md.j2").render(values).encode(),
        slides=made.get_template("slides.html.j2").render(values).encode(),
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("perennial.report"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),  # Markdown has an escape of its own: `md`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(data_address=data_address, md=in_markdown)
    return made


def data_address(svg: bytes) -> str:
    """A picture inside the page: as an image it can run nothing and clash with no other's names."""
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"


def in_markdown(text: str) -> str:
    """A text that stays a text in Markdown, on one line; most readers of Markdown let HTML through."""
    return MARKDOWN_SIGNS.sub(r"\\\1", escape(" ".join(text.split()), quote=False))
