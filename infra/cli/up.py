"""The whole system on this machine until Ctrl-C."""

import fcntl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from infra.cli.keys import create_key
from infra.cli.run import TEMPLATE
from infra.cli.systems import Running, forget, use
from infra.local.functions import api_of
from infra.local.gateway import Gateway, served
from infra.local.resuming import announce_again
from infra.local.stack import LAPTOP, running_stack
from perennial.errors import RefusedError
from perennial.ports import Ports

LOOK_SECONDS = 0.5


def stay_up(home: Path, port: int, console: Console, parameters: Mapping[str, str]) -> None:
    """Run until interrupted, with these parameters of the template; what the system holds is kept in `home`."""
    home.mkdir(parents=True, exist_ok=True)
    given = {**LAPTOP, **parameters}
    with _only_one(home), running_stack(TEMPLATE, parameters=given, logs=home / "logs", home=home) as stack:
        ports = use(stack.environ)
        with served(Gateway(api_of(stack.template, stack.functions), stack.fire), port) as url:
            Running(url, stack.environ).save(home)
            try:
                announce_again(ports)
                _greet(console, ports, url, home, stack.environ)
                while True:
                    stack.check()
                    time.sleep(LOOK_SECONDS)
            except KeyboardInterrupt:
                console.print("Stopping; what was dropped and built is kept.")
            finally:
                forget(home)


def _greet(console: Console, ports: Ports, url: str, home: Path, environ: Mapping[str, str]) -> None:
    option = f"--home {home}"
    lines = [f"The API is at {url}, its documentation at {url}/docs"]
    if ports.state.api_keys():
        lines.append(f"API key: as made before; another one with: perennial keys create NAME {option}")
    else:
        lines.append(f"API key that may do everything (shown this once): {create_key(ports, 'first', 'admin')}")
    target = f"s3://{environ['LANDING_BUCKET']}/landing/my-shop/ --endpoint-url {environ['AWS_ENDPOINT_URL']}"
    lines += [
        f"Drop files with: perennial drop FILE… {option}",
        f"  or with any S3 client: aws s3 cp FILE {target}",
        f"See what came of them with: perennial status {option}",
        f"Logs are in {home / 'logs'}. Stop with Ctrl-C.",
    ]
    console.print(*lines, sep="\n", soft_wrap=True, highlight=False, markup=False)


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RefusedError(f"a system is running in {home} already; stop it, or choose another --home.") from error
        yield
