"""Trainings made up, for tests of what becomes of them: no model in them has learnt anything."""

from datetime import UTC, datetime
from typing import Any

from perennial.memory import MemoryPorts
from perennial.models.recipes import Chosen, Recipe
from perennial.models.serving import ServingModel
from perennial.models.succession import Decision, Kind
from perennial.models.trained import Trained
from perennial.pointers import Pointer, read_pointer
from perennial.records import Json, StageResult
from perennial.stages.publishing import publish
from tests.hand_made import serving_model

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)
POINTER = "shop/champion.json"


def made(number: int, kind: Kind = "won", *, refreshed: "Trained[ServingModel] | None" = None) -> Trained[ServingModel]:
    """A training that ended like this; each number is another model."""
    recipe = Recipe("6", "digest", 18, {"expected_spend_30d": Chosen(f"candidate {number}")})
    decision = Decision(kind, f"because of {number}")
    manifest: dict[str, Json] = {"number": number, "decision": decision.to_json(), "recipe": recipe.to_json()}
    model = serving_model(version="")
    return Trained(model, manifest, {}, {"expected_spend_30d": f"candidate {number}"}, recipe, decision, refreshed)


def learnt(number: int) -> dict[str, Json]:
    """What a training learnt from."""
    return {"inputs": f"inputs {number}", "as_of": "2024-06-30", "order_lines": 10 * number, "features_snapshot": "f"}


def published(ports: MemoryPorts, number: int, trained: Any = None, *, seen: Pointer | None = None) -> StageResult:
    """The training of this number, published."""
    before = champion(ports) if seen is None else seen
    return publish(ports, before, trained or made(number), learnt(number), NOW.replace(minute=number))


def champion(ports: MemoryPorts) -> Pointer:
    """The champion pointer as it is now."""
    return read_pointer(ports.models, POINTER)
