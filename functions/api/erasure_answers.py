"""What is answered about requests to erase a person."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from perennial.erasures import ErasureStatus


class Remainder(BaseModel):
    """What is left of an erased person, and how long."""

    what: str
    days: int | None = Field(description="null: as long as the dataset")


class Erasure(BaseModel):
    """A request to erase a person, and how far it has come."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "erasure_id": "0f3c9a",
                    "dataset": "my-shop",
                    "status": "done",
                    "asked_at": "2026-03-01T09:00:00Z",
                    "asked_by": "9f2b6c1d0a7e",
                    "done_at": "2026-03-01T09:06:00Z",
                    "in_words": "Done: 2 files rewritten, 24 rows removed.",
                    "files_to_look_at": [],
                    "remains": [{"what": "point-in-time backups of the tables", "days": 35}],
                }
            ]
        }
    )

    erasure_id: str
    dataset: str
    status: ErasureStatus = Field(description="asked, rewritten (out of the dropped files), done (out of everything)")
    asked_at: datetime
    asked_by: str = Field(description="the id of the key that asked")
    done_at: datetime | None
    in_words: str
    files_to_look_at: list[str] = Field(description="dropped files that could not be read, and so may hold the person")
    remains: list[Remainder]


class Erasures(BaseModel):
    """A dataset's requests to erase, oldest first; those that are done no longer say whom."""

    dataset: str
    erasures: list[Erasure]
