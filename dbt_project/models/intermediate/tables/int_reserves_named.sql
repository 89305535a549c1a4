{{ config(materialized = 'ephemeral') }}

with

figures as (

    select * from {{ ref('int_table_figures_corrected') }}
    where table_kind = 'reserves'

),

-- a name that two rows of one table share tells neither of them
shared_standard_names as (

    select
        organisation,
        standard_line
    from figures
    where standard_line is not null
    group by organisation, standard_line, paper_id, table_no, column_no
    having count(distinct row_no) > 1

),

shared_lines as (

    select
        organisation,
        line
    from figures
    where line is not null
    group by organisation, line, paper_id, table_no, column_no
    having count(distinct row_no) > 1

),

balances as (

    select
        figures.*,
        exists(
            select 1 from shared_standard_names
            where
                figures.organisation is not distinct from shared_standard_names.organisation
                and figures.standard_line = shared_standard_names.standard_line
        ) as shares_standard_name,
        exists(
            select 1 from shared_lines
            where
                figures.organisation is not distinct from shared_lines.organisation
                and figures.line = shared_lines.line
        ) as shares_line
    from figures
    where
        figures.unit = 'GBP'
        and figures.as_at is not null
        and figures.basis in ('actual', 'forecast')

),

final as (

    select
        * exclude (shares_standard_name, shares_line),
        case
            when standard_line is not null and not shares_standard_name then standard_line
            when line is not null and not shares_line then line
            else row_path
        end as reserve
    from balances

)

select * from final
