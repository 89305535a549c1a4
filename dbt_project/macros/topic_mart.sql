{#-
    A mart of single values, as tables and sentences tell them. `columns` say what a value is of; `occurrence` counts
    the rows that agree in `key` and the value, so that small counts alike stay apart.
-#}
{% macro topic_mart(mart, columns, key) -%}
with

{{ topic_rows(mart) }}

final as (

    select
        said.row_id,
        said.organisation,
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        cast(said.value as decimal(18, 2)) as value,
        said.unit,
        said.basis,
        said.qualifier,
        said.line,
        said.is_total,
        said.total_of,
        cast(row_number() over (
            partition by
                said.organisation,
                {%- for column in key %}
                {{ column }},
                {%- endfor %}
                said.value,
                said.unit,
                said.basis
            order by said.paper_order asc, said.char_start asc nulls last, said.row_id asc
        ) as bigint) as occurrence,
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
{%- endmacro %}
