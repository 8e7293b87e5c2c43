-- The joined lines that nothing sets aside, as tables.ORDER_LINES: the person in the customer's place, and lines of an
-- order that are alike (the same product twice at one price) numbered.
create or replace table order_lines as
with kept as (
    select
        coalesce(person_id, customer_id) as customer_id,
        order_id,
        ordered_at,
        product_id,
        quantity,
        unit_price,
        amount,
        is_return,
        attributes,
        source,
        item,
        line
    from judged_lines
    where reason is null
)

select
    customer_id,
    order_id,
    ordered_at,
    product_id,
    quantity,
    unit_price,
    amount,
    is_return,
    attributes,
    cast(
        row_number() over (
            partition by customer_id, order_id, ordered_at, product_id, quantity, unit_price, amount
            order by line, source, item, is_return, attributes
        ) as integer
    ) as line
from kept
