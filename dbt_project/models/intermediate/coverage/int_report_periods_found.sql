with

figures as (

    select * from {{ ref('int_figures_enriched') }}
    where
        status = 'current'
        and may_reach_marts
        and table_kind in ('monitoring', 'budget')
        and financial_year is not null
        and report_period is not null

),

counted as (

    select
        paper_id,
        table_no,
        area,
        financial_year,
        report_period,
        count(*) as figures,
        abs(min(meeting_date) - {{ financial_year_start('financial_year') }}) as days_from_year_start
    from figures
    where area is not null
    group by paper_id, table_no, area, financial_year, report_period

),

-- a table reports on the year and period of most of its figures, a budget on the year that is about to begin; others
-- are there to compare with
final as (

    select distinct
        paper_id,
        area,
        financial_year,
        report_period
    from counted
    qualify row_number() over (
        partition by paper_id, table_no, area
        order by
            if(report_period = 'budget', days_from_year_start, 0) asc nulls last,
            figures desc,
            days_from_year_start asc nulls last,
            financial_year asc,
            report_period asc
    ) = 1

)

select * from final
