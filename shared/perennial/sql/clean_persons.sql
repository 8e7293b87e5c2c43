-- What is left of judged rows after the rules, in the columns of the persons contract.
-- A file that names no other person has the customers themselves.
select customer_id, coalesce(person_id, customer_id) as person_id, attributes
from {judged}
where reason is null
