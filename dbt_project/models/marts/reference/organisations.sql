with

bodies as (

    select * from {{ ref('int_bodies_named') }}

),

figures as (

    select * from {{ ref('int_figures_enriched') }}

),

contradicted as (

    select * from {{ ref('int_figures_contradicted') }}

),

papers_by_organisation as (

    select
        figures.organisation,
        list(distinct figures.paper_id order by figures.paper_id) as paper_ids,
        {{ weakest_proof('figures.proof') }} as proof,
        bool_or(contradicted.figure_id is not null) as has_contradiction
    from figures
    left join contradicted on figures.figure_id = contradicted.figure_id
    where figures.organisation is not null
    group by figures.organisation

),

final as (

    select
        {{ row_key(["'organisations'", 'bodies.organisation']) }} as row_id,
        bodies.organisation,
        bodies.kind,
        bodies.force_area,
        bodies.ons_code,
        bodies.region,
        coalesce(papers_by_organisation.paper_ids, cast([] as varchar[])) as paper_ids,
        papers_by_organisation.proof,
        coalesce(papers_by_organisation.has_contradiction, false) as has_contradiction
    from bodies
    left join papers_by_organisation on bodies.organisation = papers_by_organisation.organisation

)

select * from final
