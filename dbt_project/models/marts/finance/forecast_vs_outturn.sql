with

forecast_lines as (

    select * from {{ ref('int_forecast_lines_named') }}

),

forecast_cells as (

    select * from {{ ref('int_forecast_cells_chosen') }}

),

forecast_values as (

    select * from {{ ref('int_forecast_values') }}

),

position_figures as (

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

amounts as (

    select
        row_id,
        max(value) filter (where column_name = 'original_budget_gbp') as original_budget_gbp,
        max(value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp,
        max(value) filter (where column_name = 'q1_forecast_gbp') as q1_forecast_gbp,
        max(value) filter (where column_name = 'q2_forecast_gbp') as q2_forecast_gbp,
        max(value) filter (where column_name = 'q3_forecast_gbp') as q3_forecast_gbp,
        max(value) filter (where column_name = 'latest_forecast_gbp') as latest_forecast_gbp,
        max(value) filter (where column_name = 'outturn_gbp') as outturn_gbp,
        max(value) filter (where column_name = 'forecast_drift_gbp') as forecast_drift_gbp,
        max(value) filter (where column_name = 'outturn_less_forecast_gbp') as outturn_less_forecast_gbp,
        max(value) filter (where column_name = 'forecast_error_pct') as forecast_error_pct
    from forecast_values
    group by row_id

),

described as (

    select
        line_key,
        max(as_at) filter (where column_name = 'latest_forecast_gbp') as latest_forecast_as_at,
        list(distinct column_name order by column_name) filter (
            where is_derived and column_name <> 'first_forecast_gbp'
        ) as derived
    from forecast_cells
    group by line_key

),

operands as (

    select
        line_key,
        unnest(operands) as operand
    from forecast_cells

),

evidence as (

    select
        operands.line_key,
        list(distinct position_figures.paper_id order by position_figures.paper_id) as paper_ids,
        {{ weakest_proof('position_figures.proof') }} as proof,
        bool_or(position_figures.has_contradiction) as has_contradiction
    from operands
    inner join position_figures
        on
            operands.operand.mart = position_figures.mart
            and operands.operand.row_id = position_figures.row_id
            and operands.operand.column_name = position_figures.column_name
    group by operands.line_key

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
        amounts.original_budget_gbp,
        amounts.revised_budget_gbp,
        amounts.q1_forecast_gbp,
        amounts.q2_forecast_gbp,
        amounts.q3_forecast_gbp,
        amounts.latest_forecast_gbp,
        described.latest_forecast_as_at,
        cast(coalesce(forecasts_by_line.forecasts, 0) as integer) as forecasts,
        amounts.outturn_gbp,
        amounts.forecast_drift_gbp,
        amounts.outturn_less_forecast_gbp,
        amounts.forecast_error_pct,
        coalesce(described.derived, cast([] as varchar[])) as derived,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from lines
    inner join amounts on lines.line_key = amounts.row_id
    inner join described on lines.line_key = described.line_key
    inner join evidence on lines.line_key = evidence.line_key
    left join forecasts_by_line on lines.line_key = forecasts_by_line.line_key

)

select * from final
