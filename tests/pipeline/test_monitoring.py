"""Month six: prices rise, the monitor's schedule fires, a new champion serves; past days are scored afterwards."""

from datetime import date

import pandas as pd
import pytest

from infra.cli.past import ask_for
from perennial import layout
from perennial.monitoring_view import readings_of, realised_of
from perennial.pointers import Pointer, read_pointer
from tests.drifting_shop import Event, day, drifting_orders
from tests.pipeline.conftest import World, description

SHOP = "month-six"
TRAINED, LATER, PAST = day(240), day(299), day(180)
COLUMNS = {"customer_id": "CustomerID", "order_id": "InvoiceNo", "ordered_at": "InvoiceDate", "quantity": "Quantity"}


def csv(lines: pd.DataFrame) -> bytes:
    table = lines.rename(columns=COLUMNS)[[*COLUMNS.values(), "unit_price"]]
    return table.rename(columns={"unit_price": "UnitPrice"}).to_csv(index=False).encode()


def champion(world: World) -> Pointer:
    return read_pointer(world.ports.models, layout.champion_pointer(SHOP))


@pytest.fixture(scope="module")
def grown(world: World) -> World:
    """A shop that was trained on its first eight months, and two more in which everything costs twice as much."""
    frame = drifting_orders(500, 300, seed=6, event=Event(TRAINED, price_times=2.0))
    later = frame["ordered_at"] >= pd.Timestamp(TRAINED) + pd.Timedelta(days=1)
    world.drop(SHOP, {layout.DESCRIPTION_FILE: description(horizons_days=[30]), "first.csv": csv(frame[~later])})
    world.settle()
    assert champion(world).detail["as_of"] == TRAINED.isoformat()
    world.drop(SHOP, {"later.csv": csv(frame[later])})
    world.settle()
    return world


def test_a_price_rise_trips_the_evaluation_and_a_new_champion_serves(grown: World) -> None:
    before = champion(grown).snapshot
    grown.stack.fire("Evaluation")
    grown.settle()
    (reading,) = readings_of(grown.ports.lake, SHOP, limit=5)
    assert (reading["tripped"], reading["model_version"], reading["as_of"]) == (True, before, LATER.isoformat())
    assert "recent_order_value" in str(reading["decision"])
    after = champion(grown)
    assert (after.snapshot != before, after.detail["as_of"]) == (True, LATER.isoformat())
    assert grown.outcomes(SHOP, "monitor") == ["done"]


def test_the_forecasts_of_the_first_champion_were_held_against_what_came(grown: World) -> None:
    due = [(one["as_of"], one["horizon_days"], one["backfilled"]) for one in realised_of(grown.ports.lake, SHOP)]
    assert due == [(TRAINED.isoformat(), 30, False)]


def test_once_the_new_champion_serves_nothing_is_out_of_date(grown: World) -> None:
    before = champion(grown)
    grown.stack.fire("DataChecks")
    grown.settle()
    assert readings_of(grown.ports.lake, SHOP, limit=1)[0]["tripped"] is False
    assert champion(grown) == before


def test_a_past_day_is_scored_afterwards_and_judged_while_the_champion_serves_on(grown: World) -> None:
    before = champion(grown)
    assert ask_for(grown.ports, SHOP, [PAST, date(2999, 1, 1)]) == [PAST]
    grown.settle()
    assert champion(grown) == before
    grown.stack.fire("Evaluation")
    grown.settle()
    due = [(one["as_of"], one["backfilled"]) for one in realised_of(grown.ports.lake, SHOP)]
    assert (PAST.isoformat(), True) in due
    assert (TRAINED.isoformat(), False) in due
