"""Which columns say who somebody is."""

import pytest

from perennial.personal import is_personal, personal_columns
from tests.public.trade import people
from tests.sampled import looked_at, profile

PEOPLE = people(60)


@pytest.mark.parametrize("name", ["Email", "contact", "E-Mail-Adresse", "x"])
def test_addresses_of_mail_are_personal_whatever_they_are_called(name):
    assert is_personal(profile(name, [person.email for person in PEOPLE]))


@pytest.mark.parametrize(
    "name", ["first_name", "Surname", "Vorname", "Customer Name", "Nachname", "Apellido", "last name"]
)
def test_a_column_called_a_persons_name_is_personal_where_it_holds_words(name):
    assert is_personal(profile(name, [person.last for person in PEOPLE]))
    assert not is_personal(profile(name, range(60)))


@pytest.mark.parametrize("name", ["Phone", "Telefon", "x"])
def test_telephone_numbers_are_personal(name):
    assert is_personal(profile(name, [person.phone for person in PEOPLE]))


def test_whether_somebody_has_a_telephone_is_not_personal():
    assert not is_personal(profile("PhoneService", ["Yes", "No"] * 30))
    assert not is_personal(profile("phone_calls", range(60)))


@pytest.mark.parametrize("name", ["Address", "Straße", "x"])
def test_streets_with_their_numbers_are_personal(name):
    assert is_personal(profile(name, [person.street for person in PEOPLE]))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Country", ["United Kingdom", "New Zealand"] * 30),
        ("city", [person.city for person in PEOPLE]),
        ("product_name", [f"Blue Mug {letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]),
        ("Payment Method Title", ["Credit Card", "Direct Debit"] * 30),
        ("order_date", ["2020-01-01"] * 60),
        ("amount", [person.fee for person in PEOPLE]),
        ("email", ["yes", "no"] * 30),
        ("notes", [""] * 60),
    ],
)
def test_what_describes_a_purchase_or_a_place_is_not_personal(name, values):
    assert not is_personal(profile(name, values))


def test_personal_columns_come_in_the_order_of_the_file():
    rows = [(person.last, person.number, person.email) for person in PEOPLE]
    with looked_at(("last_name", "customer_id", "email"), rows) as look:
        assert personal_columns(look.profiles) == ("last_name", "email")
