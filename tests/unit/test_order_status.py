"""How far an order got, in words."""

import pytest

from perennial import engine
from perennial.dataset import Dataset
from perennial.order_status import never_bought_sql, taken_back_sql


def asked(work_dir, expression: str, status: str | None) -> object:
    with engine.connection(work_dir) as con:
        return con.execute(f"select {expression} from (select cast($1 as varchar) as s)", [status]).fetchall()[0][0]


@pytest.mark.parametrize(
    "status",
    [
        *("canceled", "Cancelled", "unavailable", "wc-cancelled", "wc-pending", "PENDING_PAYMENT", "failed", "created"),
        *("Storniert", "nicht verf\u00fcgbar", "Anulado", "pendiente de pago", "N\u00e3o pago", "indispon\u00edvel"),
        *("Annul\u00e9e", "en attente de paiement", "view", "add_to_cart"),
    ],
)
def test_orders_that_brought_no_money_are_known_in_five_languages(work_dir, status):
    assert asked(work_dir, never_bought_sql("s", Dataset()), status) is True


@pytest.mark.parametrize("status", ["delivered", "shipped", "approved", "versendet", "pago", "payé", "whatever"])
def test_any_other_status_is_kept(work_dir, status):
    assert asked(work_dir, never_bought_sql("s", Dataset()), status) is False
    assert asked(work_dir, taken_back_sql("s", Dataset()), status) is False


def test_a_description_may_name_the_statuses_that_count(work_dir):
    only = Dataset(order_statuses=("Delivered", "it's paid"))
    expected = {"delivered": False, "DELIVERED": False, "IT'S_PAID": False, "shipped": True, None: None}
    assert {status: asked(work_dir, never_bought_sql("s", only), status) for status in expected} == expected


@pytest.mark.parametrize("status", ["Refunded", "erstattet", "devuelto", "estornado", "rembours\u00e9"])
def test_what_went_back_leaves_while_spend_is_net(work_dir, status):
    assert asked(work_dir, taken_back_sql("s", Dataset()), status) is True
    assert asked(work_dir, taken_back_sql("s", Dataset(returns="drop")), status) is False
    assert asked(work_dir, taken_back_sql("s", Dataset(order_statuses=("refunded",))), status) is False
