"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_HOME = Path(".perennial")

type Home = Annotated[Path, typer.Option(help="Where the local system keeps everything.")]
type StackName = Annotated[str | None, typer.Option(help="A stack on AWS, in place of the local system.")]
type DatasetName = Annotated[str, typer.Option(help="The dataset the files belong to.")]
