-- The latest orders and returns of one page of customers, newest first.
select
    customer_id,
    order_id,
    ordered_at,
    amount,
    lines,
    is_return
from orders
where customer_id in (select customer_id from features where rowid between $first and $last)
qualify row_number() over (partition by customer_id order by ordered_at desc, order_id desc) <= $kept
order by customer_id, ordered_at desc, order_id desc
