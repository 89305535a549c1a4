{#-
    A column's name without its units: the innermost level of the header that says more than a unit.
    `Changes > Alliance Recharging £000's` is `Alliance Recharging`.
-#}
{% macro plain_header(column) -%}
    coalesce(
        list_last(list_filter(
            list_transform(
                string_split({{ column }}, ' > '),
                lambda level: trim(regexp_replace(
                    level, '\(?£\s*(''?000''?s?|m(illions?)?(''s)?|k|thousands?)?\)?\s*$', '', 'i'
                ))
            ),
            lambda level: level <> ''
        )),
        {{ column }}
    )
{%- endmacro %}
