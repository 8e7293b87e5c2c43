"""What a training comes to: a reference for every model that it made."""

from perennial.models.recipes import Recipe
from perennial.models.succession import Decision
from perennial.models.trained import Trained
from tests.hand_made import serving_model

RECIPE = Recipe("6", "digest", 18, {})
FIRST = Decision("first", "the first")


def made(version, refreshed=None):
    return Trained(serving_model(version=version), {}, {}, {}, RECIPE, FIRST, refreshed)


def test_every_model_gets_the_reference_of_itself():
    both = made("challenger", made("refreshed")).with_reference(lambda model: {"of": model.version})
    assert both.reference == {"of": "challenger"}
    assert both.refreshed.reference == {"of": "refreshed"}


def test_a_model_alone_has_a_reference_alone():
    alone = made("challenger").with_reference(lambda model: {"of": model.version})
    assert (alone.reference, alone.refreshed) == ({"of": "challenger"}, None)
