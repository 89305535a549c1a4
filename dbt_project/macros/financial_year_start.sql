{#- The 1 April on which a financial year such as `2017/18` begins. -#}
{% macro financial_year_start(financial_year) -%}
    try_cast(left({{ financial_year }}, 4) || '-04-01' as date)
{%- endmacro %}
