with

{{ prose_rows('workforce') }}

final as (

    select
        said.row_id,
        said.organisation,
        said.role,
        said.measure,
        said.financial_year,
        said.as_at,
        said.as_at_inferred,
        cast(said.value as decimal(18, 2)) as value,
        said.unit,
        said.basis,
        said.qualifier,
        said.line,
        row_number() over (
            partition by
                said.organisation,
                said.role,
                said.measure,
                said.financial_year,
                said.as_at,
                said.value,
                said.unit,
                said.basis,
                said.qualifier
            order by said.paper_order asc, said.char_start asc nulls last, said.row_id asc
        ) as occurrence,
        said.sentence,
        said.paper_id,
        said.paper,
        said.meeting_date,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from said
    inner join evidence on said.row_id = evidence.row_id

)

select * from final
