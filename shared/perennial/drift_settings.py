"""What a dataset's description may decide about when its model counts as out of date."""

from pydantic import BaseModel, ConfigDict, Field


class DriftSettings(BaseModel):
    """When what is seen differs so much from what a model learnt from that it is trained anew.

    `psi_limit` is the least population stability index that counts, `auc_drop` the share of the ROC-AUC found at
    training that may be lost; both give way to what samples of their size vary by. What customers buy is looked at over
    the `window_days` before a check. Not `enabled`, checks are made and told, and nothing is trained for them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = True
    psi_limit: float = Field(default=0.2, gt=0, le=100)
    auc_drop: float = Field(default=0.1, gt=0, lt=1)
    window_days: int = Field(default=90, ge=1, le=3650)
