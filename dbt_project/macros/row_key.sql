{#-
    The identifier of a row: the MD5 of its key columns, the same on any machine. A missing part is not an
    empty one, and two parts never run into each other.
-#}
{% macro row_key(columns) -%}
    md5(concat_ws(
        chr(31),
        {%- for column in columns %}
        coalesce(cast({{ column }} as varchar), chr(30)){{ "," if not loop.last }}
        {%- endfor %}
    ))
{%- endmacro %}
