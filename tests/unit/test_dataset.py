"""Dataset descriptions: what a person may write, what is refused, and what makes files be cleaned again."""

import json

import pytest

from perennial.dataset import Dataset, parse_description
from perennial.errors import InvalidDescription

MAPPING = {"customer_id": "CustomerID", "order_datetime": "InvoiceDate", "order_total": "Total"}


def parsed(content: object) -> Dataset:
    return parse_description("shop", json.dumps(content).encode())


def test_the_bare_mapping_of_columns_is_a_valid_description():
    assert parsed(MAPPING) == parsed({"mapping": MAPPING})


def test_an_empty_description_is_the_defaults():
    assert parsed({}) == Dataset()


def test_a_description_survives_being_written_and_read():
    described = parsed({"mapping": MAPPING, "returns": "drop", "not_after": "2024-12-31", "horizons_days": [7, 30]})
    assert parsed(described.model_dump(mode="json")) == described


def test_a_mapping_lists_the_columns_it_needs():
    description = parsed(MAPPING)
    assert description.mapping is not None
    assert description.mapping.columns() == ("CustomerID", "InvoiceDate", "Total")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"customer_id": "a", "order_datetime": "b"}, "name either order_total, or both quantity and unit_price"),
        ({"customer_id": "a", "order_datetime": "b", "quantity": "c"}, "name either order_total"),
        ({"customer_id": "", "order_datetime": "b", "order_total": "c"}, "mapping.customer_id"),
        ({"returns": "maybe"}, "returns"),
        ({"return": "net"}, "return: Extra inputs"),
        ({"horizons_days": [30, 7]}, "horizons_days must hold"),
        ({"horizons_days": []}, "horizons_days must hold"),
        ({"horizons_days": [0]}, "horizons_days.0"),
        ({"economics": {"margin": 2}}, "economics.margin"),
        ({"not_after": "soon"}, "not_after"),
        ([], "it must be a JSON object"),
    ],
)
def test_what_does_not_hold_together_is_refused_with_the_place_and_what_to_do(content, problem):
    with pytest.raises(InvalidDescription) as refusal:
        parsed(content)
    assert problem in str(refusal.value)
    assert "dataset shop" in str(refusal.value)


def test_what_is_not_json_is_refused():
    with pytest.raises(InvalidDescription, match="not JSON"):
        parse_description("shop", b"customer_id: a")
    with pytest.raises(InvalidDescription, match="not JSON"):
        parse_description("shop", b"\xff\xfe{}")


@pytest.mark.parametrize(
    "field",
    [
        {"mapping": MAPPING},
        {"attributes": ["Country"]},
        {"date_format": "%d/%m/%Y"},
        {"returns": "drop"},
        {"duplicates": "keep"},
        {"not_after": "2024-12-31"},
    ],
)
def test_a_field_that_changes_clean_rows_changes_the_cleaning_digest_alone(field):
    assert parsed(field).cleaning_digest() != Dataset().cleaning_digest()
    assert parsed(field).forecast_digest() == Dataset().forecast_digest()


@pytest.mark.parametrize(
    "field",
    [{"as_of": "2024-01-01"}, {"horizons_days": [7]}, {"economics": {"margin": 0.5}}],
)
def test_a_field_that_changes_forecasts_alone_leaves_clean_files_as_they_are(field):
    assert parsed(field).cleaning_digest() == Dataset().cleaning_digest()
    assert parsed(field).forecast_digest() != Dataset().forecast_digest()


def test_the_currency_changes_both_since_amounts_are_read_by_it_and_reasons_told_in_it():
    assert parsed({"currency": "EUR"}).cleaning_digest() != Dataset().cleaning_digest()
    assert parsed({"currency": "EUR"}).forecast_digest() != Dataset().forecast_digest()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({}, None),
        ({"mapping": MAPPING}, "orders"),
        ({"kind": "orders"}, "orders"),
        ({"kind": "subscribers"}, "subscribers"),
        ({"customer_id": "id", "label": "gone"}, "subscribers"),
    ],
)
def test_a_description_tells_the_kind_where_it_says_enough(content, kind):
    assert parsed(content).described_kind() == kind


@pytest.mark.parametrize("content", [{"kind": "orders", "label": "gone"}, {"kind": "subscribers", "mapping": MAPPING}])
def test_a_dataset_is_of_one_kind(content):
    with pytest.raises(InvalidDescription, match="mapping and tables are for orders"):
        parsed(content)


def test_the_terms_of_worth_change_models_and_no_clean_file():
    changed = parsed({"value_horizon_months": 24})
    assert changed.cleaning_digest() == Dataset().cleaning_digest()
    assert changed.forecast_digest() != Dataset().forecast_digest()
