{#- The operands of a value that is printed: none. -#}
{% macro no_values() -%}
    cast([] as struct(mart varchar, row_id varchar, column_name varchar) [])
{%- endmacro %}
