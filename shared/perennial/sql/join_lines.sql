-- Every line that could count, with what persons and products say of it: items (or payments) under their headers,
-- complete lines of orders without items, and totals of headers that have neither. Customer and time are unknown where
-- an item has no header.
create or replace temp table joined_lines as
with lines as (
    select
        valued_items.source,
        concat_ws(' / ', valued_items.order_id, valued_items.item, valued_items.product_id) as row_key,
        valued_items.order_id,
        headers.customer_id,
        headers.ordered_at,
        valued_items.product_id,
        valued_items.quantity,
        valued_items.unit_price,
        valued_items.amount,
        valued_items.is_return,
        headers.attributes as order_attributes,
        valued_items.attributes,
        valued_items.item,
        valued_items.line
    from valued_items
    left join headers on valued_items.order_id = headers.order_id
    union all
    select
        'order_lines',
        concat_ws(' / ', order_id, product_id),
        order_id,
        customer_id,
        ordered_at,
        product_id,
        quantity,
        unit_price,
        amount,
        is_return,
        null,
        attributes,
        null,
        line
    from complete_lines
    where order_id not in (select order_id from valued_items)
    union all
    select
        'order_headers',
        order_id,
        order_id,
        customer_id,
        ordered_at,
        null,
        null,
        null,
        total,
        total < 0,
        attributes,
        null,
        null,
        1
    from headers
    where
        total <> 0
        and order_id not in (select order_id from valued_items)
        and order_id not in (select order_id from complete_lines)
)

select
    lines.*,
    persons.person_id,
    persons.attributes as person_attributes,
    products.attributes as product_attributes,
    lines.customer_id is not null and persons.customer_id is null as is_customer_unknown,
    lines.product_id is not null and products.product_id is null as is_product_unknown
from lines
left join persons on lines.customer_id = persons.customer_id
left join products on lines.product_id = products.product_id
