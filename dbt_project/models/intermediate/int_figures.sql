with

figures as (

    select * from {{ ref('stg_figures') }}

),

papers as (

    select * from {{ ref('stg_papers') }}

),

findings as (

    select * from {{ ref('stg_findings') }}

),

-- later papers have a larger number; papers of one meeting follow in the order in which they were loaded
ordered_papers as (

    select
        paper_id,
        meeting_date,
        row_number() over (
            order by meeting_date asc nulls first, loaded_at asc nulls first, paper_id asc
        ) as paper_order
    from papers

),

contradicting_figures as (

    select distinct unnest(figure_ids) as figure_id
    from findings
    where status = 'contradiction'

),

final as (

    select
        figures.*,
        ordered_papers.meeting_date,
        ordered_papers.paper_order,
        figures.value * coalesce(figures.mart_sign, 1) as mart_value,
        figures.proof = 'contradicted' or contradicting_figures.figure_id is not null as has_contradiction
    from figures
    inner join ordered_papers on figures.paper_id = ordered_papers.paper_id
    left join contradicting_figures on figures.figure_id = contradicting_figures.figure_id

)

select * from final
