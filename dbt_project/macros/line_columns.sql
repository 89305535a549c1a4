{#-
    What names a line of a mart that tables print, from `rows`: whose it is, of when, its words, and its place among
    lines and totals.
-#}
{% macro line_columns(named=['rows.statement', 'rows.section']) -%}
    rows.row_id,
        rows.organisation,
        rows.financial_year,
        {{ financial_year_start('rows.financial_year') }} as financial_year_start,
        rows.report_period,
        rows.as_at,
        {%- for column in named %}
        {{ column }},
        {%- endfor %}
        rows.line,
        rows.line_path,
        rows.standard_line,
        rows.is_total,
        rows.total_of,
        rows.level,
        rows.occurrence,
        rows.adds_to_row_id
{%- endmacro %}
