"""What is answered about a report, as schemas with examples."""

from datetime import datetime

from pydantic import BaseModel, Field


class ReportFile(BaseModel):
    """A file of a report and the address it can be fetched from for a few minutes."""

    name: str = Field(examples=["report.html"])
    title: str = Field(examples=["The report, as a page to read or print"])
    content_type: str = Field(examples=["text/html; charset=utf-8"])
    size_bytes: int
    url: str


class Report(BaseModel):
    """The report on a dataset's current scores."""

    dataset: str
    report_id: str
    made_at: datetime
    files: list[ReportFile] = Field(description="the pages and slides first, then figures and tables")
    expires_in_seconds: int = Field(description="how long the addresses are good")
