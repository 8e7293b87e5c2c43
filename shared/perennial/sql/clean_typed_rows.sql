-- Each row as values: null where a text is none. {{placeholders}} are expressions over the file's own columns.
-- A subquery, since the engine gives up the order of rows that pass through a common table expression.
-- Years beyond four digits are no dates; money beyond its decimal type is no number.
select
    * exclude (parsed_at, exact_quantity),
    case
        when parsed_at between timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999' then parsed_at
    end as ordered_at,
    cast(exact_quantity as double) as quantity,
    {amount} as amount
from (
    select
        {passed},
        {customer_id} as customer_id,
        {order_id} as order_text,
        {product_id} as product_id,
        {person_id} as person_id,
        {item_line} as item,
        {payment_sequential} as payment,
        {order_status} as status,
        {order_datetime} as date_text,
        {date} as parsed_at,
        {quantity} as quantity_text,
        try_cast({quantity_number} as decimal(18, 6)) as exact_quantity,
        {unit_price} as price_text,
        {unit_price_money} as unit_price,
        {total} as total_text,
        {total_money} as total,
        {attributes} as attributes,
        {currency} as currency,
        {rate} as rate,
        {repeats_header} as repeats_header
    from {source}
) as parsed
