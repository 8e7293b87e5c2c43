-- What is left of judged rows after the rules, in the columns of the products contract.
select product_id, attributes
from {judged}
where reason is null
