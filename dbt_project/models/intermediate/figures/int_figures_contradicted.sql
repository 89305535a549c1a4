with

findings as (

    select * from {{ ref('stg_findings') }}

),

cross_findings as (

    select * from {{ ref('int_cross_findings_worded') }}

),

figures as (

    select * from {{ ref('int_figures_enriched') }}

),

-- a restatement is news, not a contradiction: each of its papers may be right at its date
named as (

    select unnest(figure_ids) as figure_id
    from findings
    where status = 'contradiction'
    union all by name
    select unnest(figure_ids) as figure_id
    from cross_findings
    where status = 'contradiction' and kind <> 'restatement'
    union all by name
    select figure_id
    from figures
    where proof = 'contradicted'

),

final as (

    select distinct figure_id from named

)

select * from final
