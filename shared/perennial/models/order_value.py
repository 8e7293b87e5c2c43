"""What a customer's orders are worth: their own average, drawn towards the shop's."""

from dataclasses import dataclass

from perennial.models.serving import Vector


@dataclass(frozen=True, slots=True)
class OrderValue:
    """The mean of a customer's next orders, given those so far.

    The shop's mean counts as much as `prior_orders` orders of the customer. The Gamma-Gamma model comes to this form
    with (q - 1) / p orders and a mean of p v / (q - 1).
    """

    shop_mean: float
    prior_orders: float

    def expected(self, orders: Vector, mean_amount: Vector) -> Vector:
        """Currency per order, for `orders` >= 1 orders of `mean_amount` on average; NaN where either is unknown."""
        own, shop = orders * mean_amount, self.prior_orders * self.shop_mean
        result: Vector = (own + shop) / (orders + self.prior_orders)
        return result
