"""The contest for who leaves: chosen by cross-validation among the customers to learn from, reported on the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.errors import NotEnoughData
from perennial.models import metrics
from perennial.models.budget import Budget
from perennial.models.choosing import AGAINST_BASELINE, Choice, Contender, Measure, against_baseline, choose
from perennial.models.serving import Form, Matrix, Vector
from perennial.models.subscriber_calibration import Calibrated, calibrate
from perennial.models.subscriber_candidates import Blend, SubscriberCandidate
from perennial.models.subscriber_inputs import customer_shares
from perennial.models.subscriber_serving import FOLDS, fold_numbers
from perennial.records import Json

REPORT_SHARE = 0.3
REPORT_PURPOSE = "report"
NOT_TRIED = "not tried"
# Where hardly anybody leaves, the Brier score hardly tells a good ranking from none.
MEASURE = Measure("log loss", "ROC-AUC")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Customers with a label (0/1), by id."""

    customer_ids: NDArray[Any]
    matrix: Matrix
    target: Vector

    def rows(self, chosen: NDArray[np.bool_]) -> "Labelled":
        """The chosen ones."""
        return Labelled(self.customer_ids[chosen], self.matrix[chosen], self.target[chosen])

    def folds(self) -> NDArray[np.int64]:
        """Which fold each is in."""
        return fold_numbers(self.customer_ids)

    def for_report(self) -> NDArray[np.bool_]:
        """Three in ten of those who left and of those who stayed, by a digest of the id."""
        shares = customer_shares(self.customer_ids, REPORT_PURPOSE)
        chosen = np.zeros(len(shares), dtype=np.bool_)
        for outcome in (0.0, 1.0):
            mine = np.flatnonzero(self.target == outcome)
            chosen[mine[np.argsort(shares[mine], kind="stable")][: round(REPORT_SHARE * len(mine))]] = True
        return chosen


@dataclass
class SubscriberContest:
    """Candidates enter one by one; whoever cannot be fitted is set aside with the reason and does no harm."""

    labelled: Labelled
    candidates: Sequence[SubscriberCandidate]
    seed: int
    contenders: list[Contender] = field(default_factory=list)
    figures: dict[str, dict[str, Json]] = field(default_factory=dict)
    set_aside: dict[str, str] = field(default_factory=dict)
    told: dict[str, tuple[Vector, Vector]] = field(default_factory=dict)

    def run(self, budget: Budget, champion: str | None = None) -> None:
        """Let all compete while there is time; the first, a baseline, in any case, and the champion next to it."""
        report = self.labelled.for_report()
        learnt, reported = self.labelled.rows(~report), self.labelled.rows(report)
        baseline, *others = self.candidates
        for candidate in (baseline, *sorted(others, key=lambda one: one.name != champion)):
            if candidate is not baseline and budget.is_spent():
                self.set_aside[candidate.name] = f"{NOT_TRIED}: the budget of {budget.seconds:g} s was spent"
                continue
            try:
                self._enter(candidate, learnt, reported)
            except Exception as error:  # whatever a learner stumbles over, the others go on
                self.set_aside[candidate.name] = f"could not be fitted: {str(error).partition('\n')[0]}"
        place = {one.name: number for number, one in enumerate(self.candidates)}
        self.contenders.sort(key=lambda one: place[one.name])

    def choice(self) -> Choice:
        """Who won, and why, in words; raises NotEnoughData where not even a baseline could be fitted.

        How much better than the first the others were joins their figures.
        """
        if not self.contenders:
            raise NotEnoughData("; ".join(f"{name} {reason}" for name, reason in self.set_aside.items()))
        customers = self.labelled.customer_ids[~self.labelled.for_report()]
        for name, better in against_baseline(self.contenders, customers, MEASURE, seed=self.seed).items():
            self.figures[name][AGAINST_BASELINE] = dict(better)
        return choose(self.contenders, customers, MEASURE, seed=self.seed)

    def finish(self, winner: str) -> tuple[Form, tuple[Form, ...], Calibrated]:
        """The winner fitted to everybody and to all but each fold, calibrated where that helps."""
        candidate = next(candidate for candidate in self.candidates if candidate.name == winner)
        raw, forms = out_of_fold(candidate, self.labelled)
        labelled = self.labelled
        calibrated = calibrate(raw, labelled.target, labelled.folds(), labelled.customer_ids, seed=self.seed)
        by_fold = tuple(calibrated.of_fold(form, fold) for fold, form in enumerate(forms))
        return calibrated.final(candidate.fit(labelled.matrix, labelled.target)), by_fold, calibrated

    def _enter(self, candidate: SubscriberCandidate, learnt: Labelled, reported: Labelled) -> None:
        seen, probability = self.told[candidate.name] = self._told(candidate, learnt, reported)
        self.contenders.append(
            Contender(candidate.name, metrics.log_losses(learnt.target, seen), metrics.roc_auc(learnt.target, seen))
        )
        self.figures[candidate.name] = metrics.churn_metrics(reported.target, probability) | {
            "cross_validation": cross_validation(learnt.target, seen, learnt.folds())
        }

    def _told(self, candidate: SubscriberCandidate, learnt: Labelled, reported: Labelled) -> tuple[Vector, Vector]:
        """Out-of-fold probabilities of those learnt from and probabilities of the others; a blend's from its parts."""
        if isinstance(candidate, Blend) and all(part.name in self.told for part in candidate.parts):
            seen, probability = zip(*(self.told[part.name] for part in candidate.parts), strict=True)
            return np.mean(seen, axis=0), np.mean(probability, axis=0)
        form = candidate.fit(learnt.matrix, learnt.target)
        return out_of_fold(candidate, learnt)[0], form.predict(reported.matrix)


def cross_validation(outcome: Vector, probability: Vector, folds: NDArray[np.int64]) -> dict[str, Json]:
    """The figures of out-of-fold probabilities over all customers, and of AUC and Brier score in each fold."""
    of_folds = [(outcome[folds == fold], probability[folds == fold]) for fold in range(FOLDS)]
    return metrics.churn_metrics(outcome, probability) | {
        "roc_auc_by_fold": [metrics.roc_auc(*one) for one in of_folds],
        "brier_by_fold": [float(metrics.brier_losses(*one).mean()) if len(one[0]) else None for one in of_folds],
    }


def out_of_fold(candidate: SubscriberCandidate, labelled: Labelled) -> tuple[Vector, tuple[Form, ...]]:
    """Each customer's probability by the form that learnt from the other folds, and those forms by fold.

    Raises NotEnoughData where the other folds hold one outcome alone, or a probability is none.
    """
    folds = labelled.folds()
    probability = np.empty(len(folds))
    forms = []
    for fold in range(FOLDS):
        mine = folds == fold
        target = labelled.target[~mine]
        if not 0 < target.sum() < len(target):
            raise NotEnoughData("one of the outcomes is too rare to learn it in every fold")
        forms.append(candidate.fit(labelled.matrix[~mine], target))
        probability[mine] = forms[-1].predict(labelled.matrix[mine])
    if not ((probability >= 0) & (probability <= 1)).all():
        raise NotEnoughData("some of the probabilities are no numbers from 0 to 1")
    return probability, tuple(forms)
