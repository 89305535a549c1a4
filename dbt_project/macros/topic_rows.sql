{#-
    The CTEs of a mart whose rows tables and sentences fill alike: `said` has the figure that says what a row is,
    and `evidence` its papers and its proof.
-#}
{% macro topic_rows(mart) -%}
cells as (

    select * from {{ ref('int_topic_figures_keyed') }}
    where mart = '{{ mart }}'

),

said as (

    select * from cells
    where is_leading

),

evidence as (

    select
        row_id,
        list(distinct paper_id order by paper_id) as paper_ids,
        {{ weakest_proof('proof') }} as proof,
        bool_or(has_contradiction) as has_contradiction
    from cells
    group by row_id

),
{%- endmacro %}
