"""Month names in five languages."""

import pytest

from perennial.months import MONTHS


def test_every_month_has_its_names():
    assert sorted(set(MONTHS.values())) == list(range(1, 13))


@pytest.mark.parametrize(
    ("names", "month"),
    [
        (("january", "januar", "enero", "janeiro", "janvier"), 1),
        (("march", "marz", "marzo", "marco", "mars"), 3),
        (("june", "juni", "junio", "junho", "juin"), 6),
        (("july", "juli", "julio", "julho", "juillet"), 7),
        (("december", "dezember", "diciembre", "dezembro", "decembre"), 12),
    ],
)
def test_a_name_means_one_month_in_every_language(names, month):
    assert {MONTHS[name] for name in names} == {month}


def test_names_are_written_as_they_are_compared():
    assert all(name.isascii() and name.islower() for name in MONTHS)
