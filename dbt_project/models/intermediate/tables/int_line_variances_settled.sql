-- The one place that says what a variance is: the outturn (else the forecast), less the current budget (else the
-- original).
with

figures as (

    select * from {{ ref('int_table_figures_flagged') }}
    where mart in ('budget_monitoring', 'capital_programme') and is_winner

),

marked as (

    select
        *,
        column_name in (
            'outturn_gbp', 'forecast_gbp', 'revised_budget_gbp', 'total_budget_gbp', 'original_budget_gbp'
        ) as is_operand
    from figures

),

pivoted as (

    select
        mart,
        row_id,
        max(mart_value) filter (where column_name = 'outturn_gbp') as outturn_gbp,
        max(mart_value) filter (where column_name = 'forecast_gbp') as forecast_gbp,
        max(mart_value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp,
        max(mart_value) filter (where column_name = 'total_budget_gbp') as total_budget_gbp,
        max(mart_value) filter (where column_name = 'original_budget_gbp') as original_budget_gbp,
        max(mart_value) filter (where column_name = 'variance_gbp') as published_variance_gbp,
        max(mart_value) filter (where column_name = 'variance_pct') as published_variance_pct,
        max(paper_order) filter (where column_name = 'variance_gbp') as variance_paper_order,
        max(paper_order) filter (where is_operand) as operands_paper_order,
        sum(rounding) filter (where is_operand or column_name = 'variance_gbp') as tolerance_gbp
    from marked
    group by mart, row_id

),

computed as (

    select
        *,
        coalesce(outturn_gbp, forecast_gbp) as position_gbp,
        case when outturn_gbp is not null then 'outturn_gbp' else 'forecast_gbp' end as position_column,
        coalesce(revised_budget_gbp, total_budget_gbp, original_budget_gbp) as budget_gbp,
        case
            when revised_budget_gbp is not null then 'revised_budget_gbp'
            when total_budget_gbp is not null then 'total_budget_gbp'
            else 'original_budget_gbp'
        end as budget_column,
        position_gbp - budget_gbp as computed_variance_gbp,
        [
            {{ value_of('mart', 'row_id', 'position_column') }},
            {{ value_of('mart', 'row_id', 'budget_column') }}
        ] as computed_from
    from pivoted

),

-- a published variance stands, unless a later paper has restated what it compares and it no longer fits
judged as (

    select
        *,
        coalesce(
            variance_paper_order < operands_paper_order
            and abs(published_variance_gbp - computed_variance_gbp) > tolerance_gbp,
            false
        ) as is_overtaken
    from computed

),

settled as (

    select
        *,
        case
            when published_variance_gbp is not null and not is_overtaken then 'published'
            when computed_variance_gbp is not null then 'computed'
        end as variance_source,
        if(variance_source = 'published', published_variance_gbp, computed_variance_gbp) as variance_gbp,
        if(variance_source = 'computed', computed_from, {{ no_values() }}) as variance_operands
    from judged

),

shared as (

    select
        *,
        case
            when published_variance_pct is not null and not is_overtaken then 'published'
            when variance_gbp is not null and budget_gbp <> 0 then 'computed'
        end as variance_pct_source,
        if(
            variance_pct_source = 'published', published_variance_pct, 100 * variance_gbp / nullif(abs(budget_gbp), 0)
        ) as variance_pct,
        if(
            variance_pct_source = 'computed',
            [
                {{ value_of('mart', 'row_id', "'variance_gbp'") }},
                {{ value_of('mart', 'row_id', 'budget_column') }}
            ],
            {{ no_values() }}
        ) as variance_pct_operands
    from settled

),

final as (

    select
        mart,
        row_id,
        cast(position_gbp as decimal(18, 2)) as position_gbp,
        cast(budget_gbp as decimal(18, 2)) as budget_gbp,
        is_overtaken,
        cast(variance_gbp as decimal(18, 2)) as variance_gbp,
        variance_source,
        variance_operands,
        cast(variance_pct as decimal(18, 2)) as variance_pct,
        variance_pct_source,
        variance_pct_operands
    from shared

)

select * from final
