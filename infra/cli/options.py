"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_HOME = Path(".perennial")
SQLITE = "sqlite:///"

Home = Annotated[Path, typer.Option(help="Where the local system keeps everything.")]
StackName = Annotated[str | None, typer.Option(help="A stack on AWS, in place of the local system.")]
Mlflow = Annotated[
    str | None, typer.Option(help="Where MLflow is told of trainings: a server's address, or sqlite:///FILE.")
]
DatasetName = Annotated[str, typer.Option(help="The dataset the files belong to.")]


def tracking(mlflow: str | None) -> dict[str, str]:
    """The template's parameters for MLflow; a database file is one of the folder that the user is in."""
    if mlflow is None:
        return {}
    file = mlflow.removeprefix(SQLITE)
    return {"MlflowTrackingUri": mlflow if file == mlflow else f"{SQLITE}{Path(file).absolute()}"}
