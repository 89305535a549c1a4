{#-
    A row for each value that is not empty in a mart's columns of amounts, percentages and values, found by their names in
    the built table: mart, row_id, column_name, paper_ids.
-#}
{% macro published_values(mart, except) -%}
    select
        '{{ mart }}' as mart,
        row_id,
        column_name,
        paper_ids
    from (
        unpivot (
            select
                row_id,
                paper_ids,
                columns('(_gbp|_pct)$|^value$')
            from {{ ref(mart) }}
        )
        on columns(* exclude (row_id, paper_ids))
        into name column_name value cell_value
    )
    where column_name not in ('{{ except | join("', '") }}')
{%- endmacro %}
