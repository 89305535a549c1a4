{{ config(
    severity = 'warn',
    meta = {'checked': "select count(*) from work.intermediate.int_line_variances_settled where variance_source = 'published'"},
) }}

-- A published variance that is not the position less the budget beside it, and that extraction has not found
-- to be the paper's own contradiction. It may compare something else (a profile, an earlier forecast).

with

variances as (

    select * from {{ ref('int_line_variances_settled') }}
    where variance_source = 'published'

),

lines as (

    select * from {{ ref('int_lines_summarised') }}

)

select
    variances.row_id,
    variances.variance_gbp,
    variances.position_gbp,
    variances.budget_gbp,
    lines.rounding_gbp,
    lines.paper_ids
from variances
inner join lines
    on
        variances.mart = lines.mart
        and variances.row_id = lines.row_id
where
    not lines.has_contradiction
    and abs(variances.position_gbp - variances.budget_gbp - variances.variance_gbp) > 3 * lines.rounding_gbp
