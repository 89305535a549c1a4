with

assigned as (

    select * from {{ ref('int_table_figures_assigned') }}

),

-- the same line printed again in the same paper is the same row if nothing in it says otherwise
compared as (

    select
        *,
        mart <> 'reserve_balances'
        and abs(mart_value - first_value(mart_value) over first_print)
        > rounding + first_value(rounding) over first_print as disagrees
    from assigned
    window
        first_print as (
            partition by place_key, paper_id, column_name, column_part
            order by table_no asc, row_no asc, column_no asc
        )

),

printed_rows as (

    select
        place_key,
        paper_id,
        table_no,
        row_no,
        case
            when bool_or(disagrees)
                then
                    row_number() over (
                        partition by place_key, paper_id
                        order by table_no asc, row_no asc
                    )
            else 1
        end as occurrence
    from compared
    group by place_key, paper_id, table_no, row_no

),

final as (

    select
        compared.*,
        cast(printed_rows.occurrence as integer) as occurrence,
        {{ row_key(['compared.place_key', 'printed_rows.occurrence']) }} as row_id
    from compared
    inner join printed_rows
        on
            compared.place_key = printed_rows.place_key
            and compared.paper_id = printed_rows.paper_id
            and compared.table_no = printed_rows.table_no
            and compared.row_no = printed_rows.row_no

)

select * from final
