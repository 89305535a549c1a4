with

forecast_lines as (

    select * from {{ ref('int_forecast_lines_named') }}

),

forecast_cells as (

    select * from {{ ref('int_forecast_cells_chosen') }}

),

cells as (

    select * from {{ ref('int_position_figures_unioned') }}

),

-- what the latest position says of the line as a whole
lines as (

    select *
    from forecast_lines
    qualify row_number() over (
        partition by line_key
        order by source_rank asc, as_at desc nulls last, meeting_date desc nulls last, source_row_id asc
    ) = 1

),

forecasts_by_line as (

    select
        line_key,
        count(distinct as_at) as forecasts
    from forecast_lines
    where forecast_gbp is not null
    group by line_key

),

pivoted as (

    select
        line_key,
        max(value) filter (where column_name = 'original_budget_gbp') as original_budget_gbp,
        max(value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp,
        max(value) filter (where column_name = 'q1_forecast_gbp') as q1_forecast_gbp,
        max(value) filter (where column_name = 'q2_forecast_gbp') as q2_forecast_gbp,
        max(value) filter (where column_name = 'q3_forecast_gbp') as q3_forecast_gbp,
        max(value) filter (where column_name = 'first_forecast_gbp') as first_forecast_gbp,
        max(value) filter (where column_name = 'latest_forecast_gbp') as latest_forecast_gbp,
        max(as_at) filter (where column_name = 'latest_forecast_gbp') as latest_forecast_as_at,
        max(value) filter (where column_name = 'outturn_gbp') as outturn_gbp,
        list(distinct column_name order by column_name) filter (
            where is_derived and column_name <> 'first_forecast_gbp'
        ) as derived
    from forecast_cells
    group by line_key

),

evidence as (

    select
        forecast_cells.line_key,
        list(distinct cells.paper_id order by cells.paper_id) as paper_ids,
        {{ weakest_proof('cells.proof') }} as proof,
        bool_or(cells.has_contradiction) as has_contradiction
    from forecast_cells
    inner join cells
        on
            forecast_cells.source_mart = cells.mart
            and forecast_cells.source_row_id = cells.row_id
            and forecast_cells.source_column = cells.column_name
    group by forecast_cells.line_key

),

final as (

    select
        lines.line_key as row_id,
        lines.organisation,
        lines.financial_year,
        {{ financial_year_start('lines.financial_year') }} as financial_year_start,
        lines.statement,
        lines.line,
        lines.is_total,
        cast(pivoted.original_budget_gbp as decimal(18, 2)) as original_budget_gbp,
        cast(pivoted.revised_budget_gbp as decimal(18, 2)) as revised_budget_gbp,
        cast(pivoted.q1_forecast_gbp as decimal(18, 2)) as q1_forecast_gbp,
        cast(pivoted.q2_forecast_gbp as decimal(18, 2)) as q2_forecast_gbp,
        cast(pivoted.q3_forecast_gbp as decimal(18, 2)) as q3_forecast_gbp,
        cast(pivoted.latest_forecast_gbp as decimal(18, 2)) as latest_forecast_gbp,
        pivoted.latest_forecast_as_at,
        cast(coalesce(forecasts_by_line.forecasts, 0) as integer) as forecasts,
        cast(pivoted.outturn_gbp as decimal(18, 2)) as outturn_gbp,
        cast(pivoted.latest_forecast_gbp - pivoted.first_forecast_gbp as decimal(18, 2)) as forecast_drift_gbp,
        cast(pivoted.outturn_gbp - pivoted.latest_forecast_gbp as decimal(18, 2)) as outturn_less_forecast_gbp,
        cast(
            100 * (pivoted.outturn_gbp - pivoted.latest_forecast_gbp) / nullif(abs(pivoted.outturn_gbp), 0)
            as decimal(18, 2)
        ) as forecast_error_pct,
        coalesce(pivoted.derived, cast([] as varchar[])) as derived,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from lines
    inner join pivoted on lines.line_key = pivoted.line_key
    inner join evidence on lines.line_key = evidence.line_key
    left join forecasts_by_line on lines.line_key = forecasts_by_line.line_key

)

select * from final
