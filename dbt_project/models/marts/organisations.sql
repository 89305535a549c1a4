with

organisations as (

    select * from {{ ref('stg_organisations') }}

),

figures as (

    select * from {{ ref('int_figures') }}

),

papers_by_organisation as (

    select
        organisation,
        list(distinct paper_id order by paper_id) as paper_ids,
        {{ weakest_proof('proof') }} as proof,
        bool_or(has_contradiction) as has_contradiction
    from figures
    where organisation is not null
    group by organisation

),

final as (

    select
        {{ row_key(["'organisations'", 'organisations.organisation']) }} as row_id,
        organisations.organisation,
        organisations.kind,
        organisations.force_area,
        organisations.ons_code,
        organisations.region,
        coalesce(papers_by_organisation.paper_ids, cast([] as varchar [])) as paper_ids,
        papers_by_organisation.proof,
        coalesce(papers_by_organisation.has_contradiction, false) as has_contradiction
    from organisations
    left join papers_by_organisation on organisations.organisation = papers_by_organisation.organisation

)

select * from final
