{#- Whether a row of a capital table is money to spend or where it comes from. -#}
{% macro capital_section(statement, section, line_path) -%}
    case
        when {{ statement }} in ('programme', 'funding') then {{ statement }}
        when regexp_matches(lower(coalesce({{ section }}, '')), '\b(fund(ed|ing)?|financ(ed|ing))\b') then 'funding'
        else 'programme'
    end
{%- endmacro %}
