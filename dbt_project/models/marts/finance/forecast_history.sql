with

positions as (

    select * from {{ ref('int_forecast_positions_dated') }}

),

history_values as (

    select * from {{ ref('int_history_values') }}

),

position_figures as (

    select * from {{ ref('int_position_figures_unioned') }}

),

amounts as (

    select
        row_id,
        max(value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp,
        max(value) filter (where column_name = 'forecast_gbp') as forecast_gbp,
        max(value) filter (where column_name = 'outturn_gbp') as outturn_gbp,
        max(value) filter (where column_name = 'variance_gbp') as variance_gbp,
        max(value) filter (where column_name = 'change_since_last_gbp') as change_since_last_gbp
    from history_values
    group by row_id

),

sources as (

    select
        row_id,
        source_mart,
        source_row_id,
        ['revised_budget_gbp', 'forecast_gbp', 'outturn_gbp', 'variance_gbp'] as source_columns
    from positions
    union all by name
    select
        row_id,
        previous_source_mart as source_mart,
        previous_source_row_id as source_row_id,
        ['forecast_gbp'] as source_columns
    from positions
    where previous_source_row_id is not null

),

evidence as (

    select
        sources.row_id,
        list(distinct position_figures.paper_id order by position_figures.paper_id) as paper_ids,
        {{ weakest_proof('position_figures.proof') }} as proof,
        bool_or(position_figures.has_contradiction) as has_contradiction
    from sources
    inner join position_figures
        on
            sources.source_mart = position_figures.mart
            and sources.source_row_id = position_figures.row_id
            and list_contains(sources.source_columns, position_figures.column_name)
    group by sources.row_id

),

final as (

    select
        positions.row_id,
        positions.organisation,
        positions.financial_year,
        {{ financial_year_start('positions.financial_year') }} as financial_year_start,
        positions.statement,
        positions.line,
        positions.is_total,
        positions.report_period,
        positions.as_at,
        amounts.revised_budget_gbp,
        amounts.forecast_gbp,
        amounts.outturn_gbp,
        amounts.variance_gbp,
        amounts.change_since_last_gbp,
        if(positions.source_mart = 'sentences', 'sentence', 'table') as told_by,
        coalesce(positions.is_forecast_derived, false) and positions.forecast_gbp is not null as is_derived,
        if(positions.source_mart = 'sentences', null, positions.source_row_id) as monitoring_row_id,
        if(
            positions.previous_source_mart = 'sentences', null, positions.previous_source_row_id
        ) as previous_monitoring_row_id,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from positions
    inner join amounts on positions.row_id = amounts.row_id
    inner join evidence on positions.row_id = evidence.row_id

)

select * from final
