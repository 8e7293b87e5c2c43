-- Each row as values: null where a text is none. {{placeholders}} are expressions over the file's own columns.
-- Years beyond four digits are no dates; money beyond its decimal type is no number.
create or replace temp table typed_rows as
with parsed as (
    select
        line_number,
        min(line_number) over (partition by raw) as first_line,
        broken,
        {customer_id} as customer_id,
        {order_id} as order_text,
        {order_datetime} as date_text,
        {date} as parsed_at,
        {product_id} as product_id,
        {quantity} as quantity_text,
        try_cast({quantity_number} as decimal(18, 6)) as exact_quantity,
        {unit_price} as price_text,
        try_cast({unit_price_number} as decimal(18, 4)) as unit_price,
        {order_total} as total_text,
        try_cast({order_total_number} as decimal(18, 4)) as total,
        {attributes} as attributes
    from raw_rows
)
select
    * exclude (parsed_at, exact_quantity),
    case
        when parsed_at between timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999' then parsed_at
    end as ordered_at,
    cast(exact_quantity as double) as quantity,
    try_cast({amount} as decimal(18, 4)) as amount
from parsed
