"""Where the small objects lie that stand beside uploads, sources and jobs, and whole kinds; layout has the rest."""

from perennial import layout


def pending_rejects(upload_id: str) -> str:
    """The rows that the latest preview of an upload set aside, as CSV; no file's name has a slash."""
    return f"{layout.pending_prefix(upload_id)}preview/rejects.csv"


def pending_confirmed(upload_id: str) -> str:
    """Where an upload was moved when it was confirmed, as JSON."""
    return f"{layout.pending_prefix(upload_id)}preview/confirmed.json"


def batch_job(dataset: str, job_id: str) -> str:
    """What was asked for in a batch prediction, as JSON."""
    return f"predictions/{dataset}/{job_id}.json"


def pulled(dataset: str) -> str:
    """What was last fetched from each source of a dataset, as JSON."""
    return f"datasets/{dataset}/pulled.json"


def kind_folder(kind: str, dataset: str) -> str:
    """Everything of one kind (`clean`, `scores`, `plans`, …) that the lake holds of a dataset."""
    return f"{kind}/{dataset}/"
