{#- Names a value by its mart, its row and its column, as an operand of another. -#}
{% macro value_of(mart, row_id, column_name) -%}
    struct_pack(mart := {{ mart }}, row_id := {{ row_id }}, column_name := {{ column_name }})
{%- endmacro %}
