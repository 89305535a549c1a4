with

figures as (

    select * from {{ ref('stg_figures') }}

),

papers as (

    select * from {{ ref('stg_papers') }}

),

superseded_papers as (

    select * from {{ ref('stg_superseded_papers') }}

),

bodies as (

    select * from {{ ref('int_bodies_named') }}

),

repeated_figures as (

    select * from {{ ref('int_figures_repeated') }}

),

-- later papers have a larger number; papers of one meeting follow in the order in which they were loaded
ordered_papers as (

    select
        paper_id,
        organisation,
        meeting_date,
        row_number() over (
            order by meeting_date asc nulls first, loaded_at asc nulls first, paper_id asc
        ) as paper_order
    from papers

),

final as (

    select
        figures.* exclude (status),
        case
            when superseded_papers.paper_id is not null then 'superseded'
            when figures.status = 'current' and repeated_figures.figure_id is not null then 'repeated'
            else figures.status
        end as status,
        repeated_figures.repeats_figure_id,
        ordered_papers.meeting_date,
        ordered_papers.paper_order,
        coalesce(bodies.kind, papers_bodies.kind, '') <> 'other' as may_reach_marts,
        figures.value * coalesce(figures.mart_sign, 1) as mart_value
    from figures
    inner join ordered_papers on figures.paper_id = ordered_papers.paper_id
    left join bodies on figures.organisation = bodies.organisation
    left join bodies as papers_bodies on ordered_papers.organisation = papers_bodies.organisation
    left join superseded_papers on figures.paper_id = superseded_papers.paper_id
    left join repeated_figures on figures.figure_id = repeated_figures.figure_id

)

select * from final
