{{ config(severity = 'warn') }}

-- A published variance that is not the position less the budget beside it, and that extraction has not found
-- to be the paper's own contradiction. It may compare something else (a profile, an earlier forecast).

with

budget_monitoring as (

    select * from {{ ref('budget_monitoring') }}

),

capital_programme as (

    select * from {{ ref('capital_programme') }}

),

lines as (

    select
        row_id,
        variance_gbp,
        coalesce(outturn_gbp, forecast_gbp) as position_gbp,
        coalesce(revised_budget_gbp, original_budget_gbp) as budget_gbp,
        rounding_gbp
    from budget_monitoring
    where variance_source = 'published' and not has_contradiction
    union all by name
    select
        row_id,
        variance_gbp,
        coalesce(outturn_gbp, forecast_gbp) as position_gbp,
        coalesce(total_budget_gbp, original_budget_gbp) as budget_gbp,
        rounding_gbp
    from capital_programme
    where variance_source = 'published' and not has_contradiction

)

select * from lines
where abs(position_gbp - budget_gbp - variance_gbp) > 3 * rounding_gbp
