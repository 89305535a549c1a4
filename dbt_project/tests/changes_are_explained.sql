{{ config(severity = 'warn') }}

-- A budget whose printed changes do not lead from the original to the revised one, where extraction has not found
-- that to be the paper's own contradiction: a column of changes may have been missed.

select
    row_id,
    line_path,
    unexplained_gbp,
    rounding_gbp
from {{ ref('budget_changes') }}
where abs(unexplained_gbp) > rounding_gbp and not has_contradiction
