"""Generate the sample data: python -m data_samples.generate [--customers N] [--seed S] [--out DIR]

The same arguments give the same bytes. Customers are made in groups, so memory does not grow with their number.
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from data_samples import orders, retail
from data_samples.shop import Random, product_range, trade
from data_samples.subscribers import subscribers

CUSTOMERS = 600
SEED = 17
CUSTOMERS_AT_ONCE = 5_000
SUBSCRIBERS_PER_CUSTOMER = 1.5

type Tallies = defaultdict[str, Counter[str]]


def generate(out: Path, *, customers: int, seed: int) -> None:
    """Write orders.csv, subscribers.csv, four tables in retail/ and faults.json into a folder."""
    (out / "retail").mkdir(parents=True, exist_ok=True)
    tallies: Tallies = defaultdict(Counter)
    random = np.random.default_rng(seed)
    of_shop = product_range(random)
    _write(out, "retail/products.csv", retail.products(random, of_shop, tallies["retail/products.csv"]), begins=True)
    for first in range(0, customers, CUSTOMERS_AT_ONCE):
        group = np.random.default_rng([seed, first])
        _write_group(out, group, of_shop, tallies, first=first + 1, count=min(CUSTOMERS_AT_ONCE, customers - first))
    _write_faults(out, customers, seed, tallies)


def _write_group(out: Path, random: Random, of_shop: pd.DataFrame, tallies: Tallies, *, first: int, count: int) -> None:
    """Write what one group of customers did to the ends of all tables."""
    group = trade(random, of_shop, first, count)
    items = retail.line_items(random, group.lines, tallies["retail/store_sales_line_items.csv"])
    first_subscriber, last_subscriber = (int(SUBSCRIBERS_PER_CUSTOMER * (n - 1)) for n in (first, first + count))
    tables = {
        "orders.csv": orders.with_faults(random, group.lines, tallies["orders.csv"]),
        "retail/customer_details.csv": retail.customers(
            random, group.customers, tallies["retail/customer_details.csv"]
        ),
        "retail/store_sales_line_items.csv": items,
        "retail/store_sales_header.csv": retail.headers(
            random, group.lines, items, tallies["retail/store_sales_header.csv"]
        ),
        "subscribers.csv": subscribers(
            random, first_subscriber + 1, last_subscriber - first_subscriber, tallies["subscribers.csv"]
        ),
    }
    for name, table in tables.items():
        _write(out, name, table, begins=first == 1)


def _write(out: Path, name: str, table: pd.DataFrame, *, begins: bool) -> None:
    table.to_csv(out / name, mode="w" if begins else "a", header=begins, index=False, lineterminator="\n")


def _write_faults(out: Path, customers: int, seed: int, tallies: Tallies) -> None:
    """faults.json: how often each fault was planted in each file."""
    files = {
        name: {"rows": tally["rows"], "planted": {fault: n for fault, n in sorted(tally.items()) if fault != "rows"}}
        for name, tally in sorted(tallies.items())
    }
    content = {"customers": customers, "seed": seed, "files": files}
    (out / "faults.json").write_text(json.dumps(content, indent=1) + "\n")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m data_samples.generate", description="Generate the sample data.")
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help="how many (default %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the random numbers (default %(default)s)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="the folder (default: this one)")
    options = parser.parse_args()
    if options.customers < 1:
        parser.error("--customers must be at least 1")
    generate(options.out, customers=options.customers, seed=options.seed)


if __name__ == "__main__":
    main()
