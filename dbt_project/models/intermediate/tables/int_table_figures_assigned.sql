with

figures as (

    select * from {{ ref('int_table_figures_corrected') }}

),

named_reserves as (

    select * from {{ ref('int_reserves_named') }}

),

-- tables that show how the budget was changed, whatever else they show
tables_of_changes as (

    select distinct
        paper_id,
        table_no
    from figures
    where
        subject <> 'capital'
        and (table_kind = 'changes' or (table_kind in ('monitoring', 'budget') and measure = 'virement'))

),

monitoring as (

    select
        * exclude (capital_section),
        'budget_monitoring' as mart,
        case
            when unit = 'percent' and measure = 'variance' then 'variance_pct'
            when unit = 'percent' and measure = 'share_pct' then 'share_pct'
            when
                unit = 'GBP'
                and measure in (
                    'original_budget', 'revised_budget', 'spend_to_date', 'forecast', 'outturn', 'variance'
                )
                then measure || '_gbp'
        end as column_name,
        '' as column_part,
        {{ row_key([
            "'budget_monitoring'", 'organisation', 'financial_year', 'report_period', 'as_at', 'statement',
            'row_path',
        ]) }} as place_key
    from figures
    where
        table_kind in ('monitoring', 'budget', 'shares')
        and subject not in ('capital', 'reserves')
        and statement in ('net_revenue', 'by_type', 'by_department', 'memo', 'budget')
        -- a paper that names no body, or no year: its figures stand in core.figures only
        and organisation is not null
        and financial_year is not null

),

changes as (

    select
        * exclude (capital_section),
        'budget_changes' as mart,
        case
            when measure = 'virement' then 'virements_gbp'
            when measure in ('original_budget', 'revised_budget') then measure || '_gbp'
        end as column_name,
        if(measure = 'virement', coalesce(column_label, 'Changes'), '') as column_part,
        {{ row_key(["'budget_changes'", 'organisation', 'financial_year', 'as_at', 'statement', 'row_path']) }}
            as place_key
    from figures
    where
        unit = 'GBP'
        and organisation is not null
        and financial_year is not null
        and subject <> 'capital'
        and (paper_id, table_no) in (
            select (tables_of_changes.paper_id, tables_of_changes.table_no) from tables_of_changes
        )

),

capital as (

    select
        *,
        'capital_programme' as mart,
        case
            when unit = 'percent' and measure = 'variance' then 'variance_pct'
            when unit = 'percent' and measure = 'share_pct' then 'share_pct'
            when unit = 'GBP' and measure = 'revised_budget' then 'total_budget_gbp'
            when
                unit = 'GBP'
                and measure in (
                    'original_budget', 'brought_forward', 'spend_to_date', 'forecast', 'outturn', 'variance'
                )
                then measure || '_gbp'
        end as column_name,
        '' as column_part,
        {{ row_key([
            "'capital_programme'", 'organisation', 'financial_year', 'report_period', 'as_at',
            'capital_section', 'row_path',
        ]) }} as place_key
    from figures
    where
        (table_kind = 'capital' or subject = 'capital')
        and (table_kind is null or table_kind <> 'reserves')
        and organisation is not null
        and financial_year is not null

),

reserves as (

    select
        * exclude (capital_section),
        'reserve_balances' as mart,
        case when measure in ('actual', 'forecast') then 'balance_gbp' end as column_name,
        '' as column_part,
        {{ row_key([
            "'reserve_balances'", 'organisation', 'reserve', 'as_at', 'basis',
            "case when basis = 'forecast' then forecast_made_on end",
        ]) }} as place_key
    from named_reserves

),

assigned as (

    select * from monitoring
    union all by name
    select * from changes
    union all by name
    select * from capital
    union all by name
    select * from reserves

),

final as (

    select * from assigned
    where column_name is not null

)

select * from final
