with

cells as (

    select * from {{ ref('int_table_figures_flagged') }}

),

forecast_cells as (

    select * from {{ ref('int_forecast_cells_chosen') }}

),

budget_monitoring as (

    select * from {{ ref('budget_monitoring') }}

),

budget_changes as (

    select * from {{ ref('budget_changes') }}

),

budget_virements as (

    select * from {{ ref('budget_virements') }}

),

capital_programme as (

    select * from {{ ref('capital_programme') }}

),

forecast_positions as (

    select * from {{ ref('int_forecast_positions_dated') }}

),

position_cells as (

    select * from {{ ref('int_position_figures_unioned') }}

),

reserves_forecast_vs_actual as (

    select * from {{ ref('reserves_forecast_vs_actual') }}

),

topic_cells as (

    select * from {{ ref('int_topic_figures_keyed') }}

),

savings_delivery as (

    select * from {{ ref('savings_delivery') }}

),

variances as (

    select
        'budget_monitoring' as mart,
        row_id,
        variance_source,
        variance_pct_source,
        if(outturn_gbp is null, 'forecast_gbp', 'outturn_gbp') as position_column,
        if(revised_budget_gbp is null, 'original_budget_gbp', 'revised_budget_gbp') as budget_column
    from budget_monitoring
    union all by name
    select
        'capital_programme' as mart,
        row_id,
        variance_source,
        variance_pct_source,
        if(outturn_gbp is null, 'forecast_gbp', 'outturn_gbp') as position_column,
        if(total_budget_gbp is null, 'original_budget_gbp', 'total_budget_gbp') as budget_column
    from capital_programme

),

-- what is printed, less the variances that a restatement has overtaken
printed as (

    select
        cells.mart,
        cells.row_id,
        cells.column_name,
        cells.column_part,
        cells.figure_id
    from cells
    left join variances on cells.mart = variances.mart and cells.row_id = variances.row_id
    where
        cells.is_current
        and case cells.column_name
            when 'variance_gbp' then variances.variance_source = 'published'
            when 'variance_pct' then variances.variance_pct_source = 'published'
            else true
        end

),

computed_variances as (

    select
        mart,
        row_id,
        'variance_gbp' as column_name,
        mart as source_mart,
        row_id as source_row_id,
        unnest([position_column, budget_column]) as source_column
    from variances
    where variance_source = 'computed'

),

lines as (

    select
        mart,
        row_id,
        column_name,
        figure_id
    from printed
    union all by name
    select
        computed_variances.mart,
        computed_variances.row_id,
        computed_variances.column_name,
        printed.figure_id
    from computed_variances
    inner join printed
        on
            computed_variances.mart = printed.mart
            and computed_variances.row_id = printed.row_id
            and computed_variances.source_column = printed.column_name
    union all by name
    select
        mart,
        row_id,
        column_name,
        figure_id
    from position_cells
    where mart = 'sentences'

),

-- every other value that is computed or carried over, with the cells that it comes from
carried as (

    select
        mart,
        row_id,
        'variance_pct' as column_name,
        mart as source_mart,
        row_id as source_row_id,
        unnest(['variance_gbp', budget_column]) as source_column
    from variances
    where variance_pct_source = 'computed'
    union all by name
    select
        'budget_changes' as mart,
        row_id,
        'unexplained_gbp' as column_name,
        'budget_changes' as source_mart,
        row_id as source_row_id,
        unnest(['original_budget_gbp', 'virements_gbp', 'revised_budget_gbp']) as source_column
    from budget_changes
    where unexplained_gbp is not null
    union all by name
    select
        'forecast_vs_outturn' as mart,
        line_key as row_id,
        unnest(case column_name
            when 'latest_forecast_gbp'
                then
                    [
                        'latest_forecast_gbp',
                        'forecast_drift_gbp',
                        'outturn_less_forecast_gbp',
                        'forecast_error_pct',
                    ]
            when 'first_forecast_gbp' then ['forecast_drift_gbp']
            when 'outturn_gbp' then ['outturn_gbp', 'outturn_less_forecast_gbp', 'forecast_error_pct']
            else [column_name]
        end) as column_name,
        source_mart,
        source_row_id,
        source_column
    from forecast_cells
    union all by name
    select
        'forecast_history' as mart,
        row_id,
        unnest(['revised_budget_gbp', 'forecast_gbp', 'outturn_gbp', 'variance_gbp', 'change_since_last_gbp'])
            as column_name,
        source_mart,
        source_row_id,
        unnest(['revised_budget_gbp', 'forecast_gbp', 'outturn_gbp', 'variance_gbp', 'forecast_gbp'])
            as source_column
    from forecast_positions
    union all by name
    select
        'forecast_history' as mart,
        row_id,
        'change_since_last_gbp' as column_name,
        previous_source_mart as source_mart,
        previous_source_row_id as source_row_id,
        'forecast_gbp' as source_column
    from forecast_positions
    union all by name
    select
        'reserves_forecast_vs_actual' as mart,
        row_id,
        unnest(['forecast_gbp', 'actual_gbp', 'difference_gbp', 'difference_gbp']) as column_name,
        'reserve_balances' as source_mart,
        unnest([forecast_row_id, actual_row_id, forecast_row_id, actual_row_id]) as source_row_id,
        'balance_gbp' as source_column
    from reserves_forecast_vs_actual

),

carried_lines as (

    select
        carried.mart,
        carried.row_id,
        carried.column_name,
        lines.figure_id
    from carried
    inner join lines
        on
            carried.source_mart = lines.mart
            and carried.source_row_id = lines.row_id
            and carried.source_column = lines.column_name

),

virements as (

    select
        'budget_virements' as mart,
        budget_virements.row_id,
        'virement_gbp' as column_name,
        printed.figure_id
    from budget_virements
    inner join printed
        on
            budget_virements.change_row_id = printed.row_id
            and budget_virements.virement = printed.column_part
    where printed.mart = 'budget_changes' and printed.column_name = 'virements_gbp'

),

-- savings that are computed come from the target, and from the amount or the share of it that is printed
computed_savings as (

    select
        row_id,
        unnest(derived) as column_name
    from savings_delivery

),

topics as (

    select
        mart,
        row_id,
        column_name,
        figure_id
    from topic_cells
    union by name
    select
        topic_cells.mart,
        computed_savings.row_id,
        computed_savings.column_name,
        topic_cells.figure_id
    from computed_savings
    inner join topic_cells
        on
            computed_savings.row_id = topic_cells.row_id
            and topic_cells.column_name in (
                'target_gbp',
                replace(computed_savings.column_name, '_gbp', '_pct'),
                replace(computed_savings.column_name, '_pct', '_gbp')
            )
    where topic_cells.mart = 'savings_delivery'

),

traced as (

    select * from lines
    union by name
    select * from topics
    union by name
    select * from carried_lines
    union by name
    select * from virements

),

-- a column that is empty in the mart has no figures, whatever it would have been computed from
mart_values as (

    {{ mart_values() }}

),

final as (

    select
        traced.mart,
        traced.row_id,
        traced.column_name,
        traced.figure_id
    from traced
    inner join mart_values
        on
            traced.mart = mart_values.mart
            and traced.row_id = mart_values.row_id
            and traced.column_name = mart_values.column_name

)

select * from final
