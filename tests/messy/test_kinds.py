"""What a file is: orders, a part of them, subscribers or none of these, by bare drop."""

import csv
import io
import zipfile

import pytest

from perennial.errors import NotNeeded, RefusedError
from tests.messy.cleaned import Cleaned, cleaned
from tests.messy.writing import TRADE, cells, kept, text
from tests.public.files import PublicFile
from tests.public.order_files import ORDER_FILES
from tests.public.other_files import OTHER_FILES, SUBSCRIBER_FILES
from tests.public.payment_files import PAYMENT_FILES
from tests.public.trade import people

LANGUAGES = {
    "English": "Order number|Order date|Customer number|Item number|Qty|Unit price",
    "German": "Auftragsnummer|Bestelldatum|Kundennummer|Artikelnr.|Menge|Einzelpreis",
    "Spanish": "Nº de pedido|Fecha de compra|Código de cliente|Artículo|Cantidad|Precio unitario",
    "Portuguese": "Número do pedido|Data da compra|ID do cliente|Código do produto|Quantidade|Preço unitário",
    "French": "Numéro de commande|Date de commande|N° client|Référence produit|Quantité|Prix unitaire",
}
# the rows of these whose status or sign says that no money came in
SHARE_KEPT = {"e-commerce events": 1 / 3}


def written(file: PublicFile) -> str:
    content = io.StringIO()
    csv.writer(content, lineterminator="\n").writerows([file.names, *file.rows()])
    return content.getvalue()


def by_name(file: PublicFile) -> str:
    return file.name


def member_report(found: Cleaned) -> dict:
    return found.file.quality["members"][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_five_languages_are_understood(language, tmp_path):
    found = cleaned(text(cells(), LANGUAGES[language].split("|")), "orders.csv", tmp_path)
    assert found.lines() == kept()


@pytest.mark.parametrize("file", [*ORDER_FILES, *PAYMENT_FILES], ids=by_name)
def test_public_order_files_are_cleaned_by_bare_drop(file, tmp_path):
    found = cleaned(written(file), "export.csv", tmp_path)
    rows = file.rows()
    assert found.file.rows.read == len(rows)
    assert found.file.rows.kept == pytest.approx(len(rows) * SHARE_KEPT.get(file.name, 1))


@pytest.mark.parametrize("file", SUBSCRIBER_FILES, ids=by_name)
def test_public_subscriber_files_are_cleaned_by_bare_drop(file, tmp_path):
    found = cleaned(written(file), "export.csv", tmp_path)
    customers = found.rows("customers", "has_left, attributes")
    assert sum(left for left, _ in customers) == sum(person.left for person in people(120))
    assert not any(name in attributes for name in file.personal.split("|") if name for _, attributes in customers)


@pytest.mark.parametrize("file", OTHER_FILES, ids=by_name)
def test_other_files_are_refused_with_what_is_needed(file, tmp_path):
    with pytest.raises(RefusedError, match=file.refusal):
        cleaned(written(file), "export.csv", tmp_path)


def test_reviews_are_of_no_use_and_no_failure(tmp_path):
    content = "review_id,order_id,review_score,review_comment,review_date\n" + "r1,o1,5,good,2020-01-01\n" * 3
    with pytest.raises(NotNeeded, match="a table of reviews"):
        cleaned(content, "reviews.csv", tmp_path)


def test_the_mapping_of_the_message_works_once_it_is_corrected(tmp_path):
    rows = [(f"{x.at:%Y-%m-%d}", x.person.number, x.amount) for x in TRADE]
    content = text(rows, ("a", "b", "c"))
    with pytest.raises(RefusedError) as refusal:
        cleaned(content, "orders.csv", tmp_path)
    guess = {field: column for field, column in refusal.value.guess.items() if column in ("a", "b", "c")}
    assert guess == {"customer_id": "b", "order_datetime": "a", "order_total": "c"}
    (tmp_path / "again").mkdir()
    found = cleaned(content, "orders.csv", tmp_path / "again", mapping=guess)
    assert found.file.rows.kept == len({*rows})


def test_who_somebody_is_is_left_out_and_said_so(tmp_path):
    rows = [
        [*row, x.person.first, x.person.email, x.person.phone, x.person.city]
        for row, x in zip(cells(), TRADE, strict=True)
    ]
    header = ("order_id", "order_date", "customer_id", "sku", "qty", "price", "First name", "E-mail", "Phone", "City")
    found = cleaned(text(rows, header), "orders.csv", tmp_path)
    kept_text = str(found.rows("order_lines"))
    assert not any(told in kept_text for x in TRADE for told in (x.person.email, x.person.phone, x.person.first))
    assert member_report(found)["columns_personal"] == ["First name", "E-mail", "Phone"]


def test_a_description_may_ask_for_what_is_personal(tmp_path):
    rows = [[*row, x.person.phone] for row, x in zip(cells(), TRADE, strict=True)]
    header = ("order_id", "order_date", "customer_id", "sku", "qty", "price", "Phone")
    found = cleaned(text(rows, header), "orders.csv", tmp_path, attributes=["Phone"])
    assert TRADE[0].person.phone in str(found.rows("order_lines"))
    assert member_report(found)["columns_personal"] == []


def test_an_address_of_mail_that_alone_tells_customers_apart_is_kept_and_said_so(tmp_path):
    rows = [[*row[:2], x.person.email, *row[3:]] for row, x in zip(cells(), TRADE, strict=True)]
    found = cleaned(text(rows, ("order", "date", "email", "sku", "qty", "price")), "orders.csv", tmp_path)
    assert {line[0] for line in found.lines()} == {x.person.email for x in TRADE}
    assert "nothing else tells customers apart" in str(member_report(found))


def test_the_tables_of_one_shop_in_one_archive_are_told_apart(tmp_path):
    orders = [x for x in TRADE if x.first]
    tables = {
        "heads.csv": text(
            [(f"o{x.order}", f"c{x.person.number}", x.at, "delivered") for x in orders],
            ("order_id", "customer_id", "order_purchase_timestamp", "order_status"),
        ),
        "items.csv": text(
            [(f"o{x.order}", x.row, f"P{x.product}", x.price) for x in TRADE],
            ("order_id", "order_item_id", "product_id", "price"),
        ),
        "money.csv": text(
            [(f"o{x.order}", 1, "card", x.total) for x in orders],
            ("order_id", "payment_sequential", "payment_type", "payment_value"),
        ),
        "who.csv": text(
            [(f"c{p.number}", f"u{p.number}", p.city) for p in people(60)],
            ("customer_id", "customer_unique_id", "customer_city"),
        ),
        "what.csv": text([(f"P{n}", "toys") for n in range(40)], ("product_id", "product_category_name")),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in tables.items():
            archive.writestr(name, content)
    found = cleaned(held.getvalue(), "shop.zip", tmp_path)
    assert {table: len(found.rows(table)) for table in found.file.tables} == {
        "order_headers": len(orders),
        "order_items": len(TRADE),
        "payments": len(orders),
        "persons": 60,
        "products": 40,
    }
