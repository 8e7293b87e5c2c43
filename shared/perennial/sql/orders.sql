-- One row per order or return document.
select
    customer_id,
    order_id,
    min(ordered_at) as ordered_at,
    cast(sum(amount) as decimal(18, 4)) as amount,
    count(*) as lines,
    bool_and(is_return) as is_return
from order_lines
group by customer_id, order_id
order by customer_id, ordered_at, order_id
