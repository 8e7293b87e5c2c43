-- One header per order: of several, the one in the file whose name sorts last; where a complete order line is all that
-- says whose an order is, its lines are the header and their sum the total. Needs clean_order_headers (with the place
-- of its file), complete_lines and valued_items.
create or replace temp table headers as
with given as (
    select
        order_id,
        customer_id,
        ordered_at,
        total,
        attributes,
        row_number() over (
            partition by order_id
            order by
                file desc, ordered_at desc, customer_id desc,
                total desc nulls last, status desc nulls last, attributes desc nulls last
        ) as place
    from clean_order_headers
),

by_customer as (
    select
        order_id,
        customer_id,
        min(ordered_at) as ordered_at,
        cast(sum(amount) as decimal(18, 4)) as total,
        max(attributes) as attributes
    from complete_lines
    where order_id in (select order_id from valued_items)
    group by order_id, customer_id
),

from_lines as (
    select
        *,
        row_number() over (partition by order_id order by ordered_at, customer_id) as place
    from by_customer
)

select
    order_id,
    customer_id,
    ordered_at,
    total,
    attributes
from given
where place = 1
union all
select
    order_id,
    customer_id,
    ordered_at,
    total,
    attributes
from from_lines
where place = 1 and order_id not in (select order_id from given)
