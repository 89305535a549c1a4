{#- A finding's identifier: from its kind and its figures, joined by colons, as those of extraction have it. -#}
{% macro finding_key(kind, figure_ids) -%}
    left(sha256({{ kind }} || ':' || {{ figure_ids }}), 20)
{%- endmacro %}
