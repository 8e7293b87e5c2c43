"""What column names say: words, compounds, five languages."""

import pytest

from perennial.name_patterns import PATTERNS
from perennial.naming import means, name_score, says_who_left, words_of

NOT_APART = ("line_total",)
NAMES = {
    "customer_id": "CustomerID|customer_no|Kundennr.|Kundennummer|N° client|Household_key|visitorid|msno|CLIENTNUM"
    "|CUST_CODE|ID do cliente|Código cliente|user id|Numéro client",
    "order_id": "InvoiceNo|order_no|Nº do pedido|Rechnungsnummer|Numéro de commande|BASKET_ID|transaction_id|Factura"
    "|Belegnummer|Auftragsnr|trans_num",
    "order_datetime": "InvoiceDate|Date de commande|Fecha de compra|Bestelldatum|transaction_dt"
    "|order_purchase_timestamp|Data da compra|Kaufdatum|Created at|date|Fecha|Belegdatum",
    "product_id": "StockCode|sku|Artikelnummer|Référence produit|Código do produto|Lineitem sku|PROD_CODE",
    "quantity": "Quantity|qty|Menge|Cantidad|Quantidade|Quantité|number_of_cds|OrderQuantity|Anzahl",
    "unit_price": "UnitPrice|Einzelpreis|Precio unitario|Preço unitário|Prix unitaire|Stückpreis|price|Lineitem price",
    "order_total": "SalesAmount|Extended price|Betrag|Gesamtbetrag|Importe total|Valor total|Montant TTC|total_amount"
    "|Sales|dollar_value|Order Total Amount|Umsatz|SPEND",
    "order_status": "order_status|Status|Estado del pedido|Bestellstatus|Financial Status|event_type",
    "currency": "currency|Währung|Moneda|Devise|currency_code",
    "person_id": "customer_unique_id",
    "item_line": "order_item_id|line_item_id",
    "payment_value": "payment_value",
    "payment_sequential": "payment_sequential",
    "label": "Churn|Exited|Attrition_Flag|is_churn|Gekündigt|churned|Churn Label",
}


@pytest.mark.parametrize(
    ("field", "name"), [(field, name) for field, names in NAMES.items() for name in names.split("|")]
)
def test_a_name_fits_its_own_field_best(field, name):
    scores = {other: name_score(name, other) for other in PATTERNS if other not in NOT_APART}
    assert name_score(name, field) >= 0.6
    assert max(scores.values(), default=0.0) <= name_score(name, field)


@pytest.mark.parametrize(
    ("field", "names"),
    [
        (
            "customer_id",
            "Customer Name|customer_since|customer_zip_code|customer_city|Customer service calls|seller_id",
        ),
        ("order_id", "order_status|order_date|order_total|order_item_id|total_orders|payment_id|postal code"),
        (
            "order_datetime",
            "Ship Date|birth_date|order_delivered_customer_date|expiry date|updated_at|review_creation_date",
        ),
        ("quantity", "price|Quantity price|product category"),
        ("unit_price", "tax price|freight_value|shipping price"),
        (
            "order_total",
            "Profit|Discount Amount|Tax Amount|freight_value|total_orders|Order Shipping Amount|unit_price",
        ),
        ("product_id", "product_category|Product price|customer_id|order_id"),
    ],
)
def test_a_name_of_something_else_does_not_fit_at_all(field, names):
    assert {name: name_score(name, field) for name in names.split("|")} == dict.fromkeys(names.split("|"), 0.0)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CustomerID", ("customer", "id")),
        ("customer-id", ("customer", "id")),
        ("CUSTOMERID", ("customer", "id")),
        ("Bestelldatum", ("bestell", "datum")),
        ("Auftragsnummer", ("auftrags", "nummer")),
        ("Nº do pedido", ("no", "do", "pedido")),
        ("Straße", ("strasse",)),
        ("Created (UTC)", ("created",)),
        ("(Total)", ("total",)),
        ("eMail", ("email",)),
        ("", ()),
    ],
)
def test_a_name_is_taken_apart_without_case_accents_and_separators(name, words):
    assert words_of(name) == words


def test_a_word_that_nothing_explains_makes_a_fit_worse_and_not_impossible():
    assert 0.6 < name_score("acme customer id", "customer_id") < name_score("customer id", "customer_id")


def test_a_name_means_what_its_words_mean():
    assert means("Seller ID", ["seller", "id"])
    assert not means("Seller ID", ["seller", "date"])


def test_columns_named_like_a_label_are_recognised():
    assert all(
        says_who_left(name) for name in ("Churn Score", "churn_reason", "Exited", "Attrition Flag", "is_cancelled")
    )
    assert not says_who_left("tenure")
