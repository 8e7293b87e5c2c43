"""The cleaning rules of orders in the order in which they are tried: what each meets, and what it costs to apply it."""

from perennial.guests import guest_sql
from perennial.identifiers import lost_digits_sql
from perennial.rule import (
    BROKEN,
    BUYERS,
    DUPLICATES,
    EITHER_ORDER,
    ERASED_PERSON,
    EVERYWHERE,
    GOODS,
    HEADERS,
    ITEMS,
    LINES,
    LONGEST_ATTRIBUTES,
    LONGEST_ID,
    MONEY,
    OUTLIER,
    PAID,
    PEOPLE,
    Rule,
)
from perennial.total_lines import total_line_sql

RULES = (
    ERASED_PERSON,
    Rule(
        BROKEN,
        "broken is not null",
        "broken",
        "A row with the wrong number of fields is set aside whole: guessing which field is which could put money on "
        "the wrong customer.",
        tables=EVERYWHERE,
    ),
    Rule(
        "repeated_header",
        "repeats_header",
        "'the column names again'",
        "A row that says again what the columns are called is where two exports were put together, and no order.",
        tables=EVERYWHERE,
    ),
    Rule(
        "total_line",
        "case when customer_id is null or ordered_at is null then "
        f"{total_line_sql(('customer_id', 'order_text', 'date_text', 'product_id'))} else false end",
        "'a total: ' || concat_ws(', ', customer_id, order_text, date_text, product_id)",
        "A row that sums up others would count them twice; only one that names no customer or no date is taken for it.",
        tables=(LINES, HEADERS),
    ),
    Rule(
        DUPLICATES,
        "line_number > first_line",
        "'the same row as line ' || first_line",
        "An exact repeat within one file is taken for an export fault; a shop that really sells the same thing twice "
        "on one order in two equal rows loses the second.",
        policy="duplicates",
        tables=EVERYWHERE,
    ),
    Rule(
        "missing_customer",
        "customer_id is null",
        "'no customer id'",
        "A row nobody can be credited with is set aside, so guest purchases count in no customer's value.",
        tables=(LINES, HEADERS, PEOPLE),
    ),
    Rule(
        "missing_key",
        "coalesce(order_text, product_id) is null",
        "'no id'",
        "A row that says nothing of which order or product it speaks can be joined to none and is set aside.",
        tables=(ITEMS, PAID, GOODS),
    ),
    Rule(
        "lost_digits",
        lost_digits_sql("customer_id"),
        "'customer id ' || customer_id",
        "A spreadsheet rounded this id, as it does with long numbers, and many customers would become one; only an "
        "export with the ids as text brings them back.",
        tables=(LINES, HEADERS, PEOPLE),
    ),
    Rule(
        "guest_customer",
        f"{guest_sql('customer_id')} or customer_id = shared_customer",
        "'customer id ' || customer_id",
        "An id that says guest, or that most rows of a file with many customers share, is no person whose return can "
        "be foreseen: dropped, guest purchases count nowhere; kept, they are one very loyal customer.",
        policy="guest_customers",
        tables=BUYERS,
    ),
    Rule(
        "overlong_text",
        f"length(customer_id) > {LONGEST_ID} or length(order_text) > {LONGEST_ID} "
        f"or length(attributes) > {LONGEST_ATTRIBUTES}",
        "concat_ws(', ', 'customer id of ' || length(customer_id), 'order id of ' || length(order_text), "
        "'extra columns of ' || length(attributes)) || ' characters'",
        f"An id of more than {LONGEST_ID} characters, or {LONGEST_ATTRIBUTES} in the declared extra columns, is taken "
        "for a torn row; a shop that really writes so much has to shorten it.",
        tables=EVERYWHERE,
    ),
    Rule(
        "unparsable_date",
        "ordered_at is null",
        f"case when date_text is null then 'no date' when regexp_matches(date_text, '{EITHER_ORDER}') "
        "then 'day and month cannot be told apart: ' || date_text else 'not a date: ' || date_text end",
        "A purchase without a readable date is set aside, since recency and every forecast depend on when it was.",
        tables=BUYERS,
    ),
    Rule(
        "unknown_currency",
        "currency is not null and rate is null",
        "'currency ' || currency",
        "An amount in a currency whose worth the description does not say is set aside rather than taken for another.",
        tables=(*MONEY, HEADERS),
    ),
    Rule(
        "unparsable_number",
        "amount is null or (quantity_text is not null and quantity is null) "
        "or (price_text is not null and unit_price is null) or (total_text is not null and total is null)",
        "'no amount from ' || concat_ws(', ', 'quantity ' || quantity_text, 'unit price ' || price_text, "
        "'total ' || total_text)",
        "A row without a readable amount is set aside rather than counted as free.",
        tables=MONEY,
    ),
    Rule(
        "impossible_date",
        "ordered_at < timestamp '1970-01-01' or ordered_at > latest_at",
        "'dated ' || strftime(ordered_at, '%Y-%m-%d') || ', outside 1970-01-01 to ' || strftime(latest_at, '%Y-%m-%d')",
        "A date far outside the others would move the end of the data and with it every customer's recency; a file "
        "that truly spans a long gap needs not_after in its description.",
        tables=BUYERS,
    ),
    Rule(
        "never_bought",
        "never_bought",
        "'status ' || status",
        "An order that was cancelled, refused or never paid brought no money; a status that says so in words nobody "
        "knows here is kept until order_statuses names those that count.",
        tables=BUYERS,
    ),
    Rule(
        "taken_back",
        "taken_back and coalesce(amount, 0) >= 0",
        "'status ' || status",
        "An order whose status says that it was returned or refunded nets to nothing and leaves whole, also where only "
        "part of it went back; with returns dropped it counts in full.",
        tables=BUYERS,
    ),
    Rule(
        "zero_or_negative_price",
        "unit_price <= 0",
        "'unit price ' || unit_price",
        "Gifts, samples and bookkeeping corrections are set aside: they are no sign of what a customer will spend.",
        tables=(LINES, ITEMS),
    ),
    Rule(
        "zero_amount",
        "quantity = 0 or amount = 0",
        "'amount ' || amount",
        "A row that moves no goods or no money is set aside, so an order that was free in whole does not count as one.",
        tables=MONEY,
    ),
    Rule(
        "cancellation",
        # Few ids begin like that: only those are worth a pattern.
        "case when starts_with(order_text, 'C') then regexp_matches(order_text, '^C\\d') else false end",
        "'order id ' || order_text",
        "An order id of C and digits takes an earlier order back: kept, it lowers the customer's spend to what stayed "
        "with the shop; dropped, the cancelled purchase still counts in full.",
        policy="returns",
        tables=(LINES, ITEMS),
    ),
    Rule(
        "negative_quantity",
        "quantity < 0 or total < 0",
        "coalesce('quantity ' || quantity, 'total ' || total)",
        "A negative quantity or total is goods coming back: kept, spend is net of returns; dropped, it is gross.",
        policy="returns",
        tables=MONEY,
    ),
    Rule(
        OUTLIER,
        "abs(amount) > outlier_cap",
        "'amount ' || amount",
        "A line worth more than outlier_cap is cut to it and kept: the few largest weigh less in every forecast, and "
        "the money above the cap is in none.",
        policy="outlier_cap",
        tables=(LINES, ITEMS),
    ),
)


def rules_of(table: str) -> tuple[Rule, ...]:
    """The rules for rows of this table, in the order in which they are tried."""
    return tuple(rule for rule in RULES if table in rule.tables)
