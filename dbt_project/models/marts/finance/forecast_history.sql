with

positions as (

    select * from {{ ref('int_forecast_positions_dated') }}

),

cells as (

    select * from {{ ref('int_position_figures_unioned') }}

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
        list(distinct cells.paper_id order by cells.paper_id) as paper_ids,
        {{ weakest_proof('cells.proof') }} as proof,
        bool_or(cells.has_contradiction) as has_contradiction
    from sources
    inner join cells
        on
            sources.source_mart = cells.mart
            and sources.source_row_id = cells.row_id
            and list_contains(sources.source_columns, cells.column_name)
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
        positions.revised_budget_gbp,
        positions.forecast_gbp,
        positions.outturn_gbp,
        positions.variance_gbp,
        cast(positions.forecast_gbp - positions.previous_forecast_gbp as decimal(18, 2)) as change_since_last_gbp,
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
    inner join evidence on positions.row_id = evidence.row_id

)

select * from final
