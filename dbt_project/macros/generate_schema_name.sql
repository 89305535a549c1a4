{#-
    A model's schema is the one that its folder names, and nothing before it: `core`, `marts` and `audit` are
    promised to readers by name.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
