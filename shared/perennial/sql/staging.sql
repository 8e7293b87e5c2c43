-- Every clean file's order lines, typed, each line once however many files hold it.
-- Identity is the key of the order_lines contract; group by takes unknown values as equal.
select
    cast(customer_id as varchar) as customer_id,
    cast(order_id as varchar) as order_id,
    cast(ordered_at as timestamp) as ordered_at,
    cast(product_id as varchar) as product_id,
    cast(quantity as double) as quantity,
    cast(unit_price as decimal(18, 4)) as unit_price,
    cast(amount as decimal(18, 4)) as amount,
    bool_or(is_return) as is_return,
    max(cast(attributes as varchar)) as attributes,
    cast(line as integer) as line
from clean_order_lines
group by customer_id, order_id, ordered_at, product_id, quantity, unit_price, amount, line
