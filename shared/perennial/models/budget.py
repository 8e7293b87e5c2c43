"""How long a search may go on."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds to spend from the moment this is made, by a clock that only rises."""

    seconds: float
    clock: Callable[[], float]
    started_at: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "started_at", self.clock())

    def spent_seconds(self) -> float:
        """Seconds since the budget was made."""
        return self.clock() - self.started_at

    def is_spent(self) -> bool:
        """Whether nothing new should be begun."""
        return self.spent_seconds() >= self.seconds
