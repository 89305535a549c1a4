with

expected_papers as (

    select * from {{ ref('stg_expected_papers') }}

),

organisations as (

    select * from {{ ref('stg_organisations') }}

),

reported_periods as (

    select * from {{ ref('int_report_periods_found') }}

),

figures as (

    select * from {{ ref('int_figures_enriched') }}
    where status = 'current'

),

contradicted as (

    select * from {{ ref('int_figures_contradicted') }}

),

papers as (

    select * from {{ ref('stg_papers') }}

),

-- the force of an area that no panel of the register is of
forces as (

    select
        reported_periods.area,
        coalesce(
            first(
                organisations.organisation
                order by organisations.organisation asc
            ),
            first(
                figures.organisation
                order by figures.organisation like '%OPCC' asc, figures.organisation asc
            )
        ) as organisation
    from reported_periods
    inner join figures
        on
            reported_periods.area = figures.area
            and reported_periods.paper_id = figures.paper_id
    left join organisations
        on
            reported_periods.area = organisations.force_area
            and organisations.kind = 'force'
    group by reported_periods.area

),

evidence as (

    select
        figures.paper_id,
        {{ weakest_proof('figures.proof') }} as proof,
        bool_or(contradicted.figure_id is not null) as has_contradiction
    from figures
    left join contradicted on figures.figure_id = contradicted.figure_id
    group by figures.paper_id

),

found as (

    select
        reported_periods.area,
        reported_periods.financial_year,
        reported_periods.report_period,
        list(papers.paper_id order by papers.paper_id asc) as paper_ids,
        list(papers.paper order by papers.meeting_date asc nulls last, papers.paper asc) as papers,
        min(papers.meeting_date) as first_reported_on,
        {{ weakest_proof('evidence.proof') }} as proof,
        bool_or(evidence.has_contradiction) as has_contradiction
    from reported_periods
    inner join papers on reported_periods.paper_id = papers.paper_id
    inner join evidence on reported_periods.paper_id = evidence.paper_id
    group by reported_periods.area, reported_periods.financial_year, reported_periods.report_period

),

compared as (

    select
        expected_papers.panel,
        expected_papers.due_on,
        expected_papers.as_of,
        found.first_reported_on,
        found.proof,
        coalesce(expected_papers.organisation, forces.organisation) as organisation,
        coalesce(expected_papers.financial_year, found.financial_year) as financial_year,
        coalesce(expected_papers.report_period, found.report_period) as report_period,
        expected_papers.panel is not null as is_expected,
        coalesce(found.papers, cast([] as varchar[])) as papers,
        coalesce(found.paper_ids, cast([] as varchar[])) as paper_ids,
        coalesce(found.has_contradiction, false) as has_contradiction
    from expected_papers
    full join found
        on
            expected_papers.area = found.area
            and expected_papers.financial_year = found.financial_year
            and expected_papers.report_period = found.report_period
    left join forces on found.area = forces.area

),

final as (

    select
        {{ row_key(["'coverage'", 'panel', 'organisation', 'financial_year', 'report_period']) }} as row_id,
        panel,
        organisation,
        financial_year,
        report_period,
        is_expected,
        due_on,
        as_of,
        first_reported_on,
        case
            when len(paper_ids) > 0 and first_reported_on > due_on then 'late'
            when len(paper_ids) > 0 then 'found'
            when due_on < as_of then 'missing'
            else 'not due yet'
        end as status,
        papers,
        paper_ids,
        proof,
        has_contradiction
    from compared

)

select * from final
