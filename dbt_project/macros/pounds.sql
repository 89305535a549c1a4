{#- A value in pounds in words: `£2,077,000`, `-£5,000`. -#}
{% macro pounds(value) -%}
    if({{ value }} < 0, '-', '') || format('£{:,}', cast(round(abs({{ value }})) as bigint))
{%- endmacro %}
