"""What a champion pointer says of what was learnt, who chose, and who served before."""

from perennial.champion import considered, earlier_versions, is_by_a_person, succeeded_by
from perennial.pointers import Pointer


def test_a_pointer_from_before_recipes_has_learnt_what_its_version_learnt():
    old = Pointer("v1", 1, {"inputs": "i", "order_lines": 7, "winners": {}})
    assert considered(old) == {"inputs": "i", "order_lines": 7}
    assert (earlier_versions(old), is_by_a_person(old)) == ([], False)


def test_without_a_champion_nothing_was_learnt():
    assert considered(Pointer()) == {}
    assert succeeded_by(Pointer(), "v1") == []


def test_who_serves_again_is_not_among_those_to_go_back_to():
    seen = Pointer("v3", 3, {"earlier": ["v2", "v1"]})
    assert succeeded_by(seen, "v1") == ["v3", "v2"]
    assert succeeded_by(seen, "v4") == ["v3", "v2", "v1"]
