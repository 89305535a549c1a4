with

organisations as (

    select * from {{ ref('stg_organisations') }}

),

figures as (

    select * from {{ ref('stg_figures') }}

),

-- bodies that a paper names and the vocabulary does not know: a force by its title, or a council by its own
named_only_in_papers as (

    select distinct
        figures.organisation,
        case
            when figures.organisation like '% and OPCC' then 'group'
            when figures.organisation like '% OPCC' then 'opcc'
            when regexp_matches(figures.organisation, ' (Police|Constabulary|Police Service)$') then 'force'
            else 'other'
        end as kind
    from figures
    anti join organisations on figures.organisation = organisations.organisation
    where figures.organisation is not null

),

final as (

    select * from organisations
    union all by name
    select * from named_only_in_papers

)

select * from final
