-- Each row of a subscriber file as values: null where a text is none. {{placeholders}} are expressions over the
-- file's own columns. `first_line_of_customer` is the first row of a customer that no other rule takes out.
create or replace temp table typed_rows as
with parsed as (
    select
        line_number,
        min(line_number) over (partition by raw) as first_line,
        broken,
        {customer_id} as customer_id,
        {label} as label_text,
        {has_left} as has_left,
        {attributes} as attributes
    from rest_rows
)
select
    *,
    min(
        case
            when broken is null and line_number = first_line and (label_text is null or has_left is not null)
            then line_number
        end
    ) over (partition by customer_id) as first_line_of_customer
from parsed
