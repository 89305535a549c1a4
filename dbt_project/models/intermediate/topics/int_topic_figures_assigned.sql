with

figures as (

    select * from {{ ref('int_figures_enriched') }}

),

contradicted as (

    select * from {{ ref('int_figures_contradicted') }}

),

corrections as (

    select * from {{ ref('int_figures_corrected') }}

),

-- figures of sentences, and of tables of a topic, that nothing corrects
counting as (

    select
        figures.*,
        contradicted.figure_id is not null as has_contradiction
    from figures
    left join contradicted on figures.figure_id = contradicted.figure_id
    anti join corrections on figures.figure_id = corrections.figure_id
    where
        figures.status = 'current'
        and figures.may_reach_marts
        and (
            figures.table_no is null or figures.subject in ('savings', 'workforce', 'crime', 'funding', 'uplift')
        )

),

-- a budget that a sentence tells as a whole is the net budget
measured as (

    select
        *,
        table_no is not null as is_of_table,
        if(table_no is null and subject = 'budget', 'net_budget', measure) as topic_measure
    from counting

),

-- which mart a figure belongs to, and which of its columns it fills
assigned as (

    select
        *,
        case
            when
                subject = 'savings'
                and unit in ('GBP', 'percent')
                and topic_measure in (
                    'target', 'identified', 'forecast', 'delivered', 'delivered_pct', 'delayed', 'delayed_pct',
                    'unachievable', 'unachievable_pct'
                )
                and (not is_of_table or table_kind = 'savings')
                then 'savings_delivery'
            when subject = 'uplift' and unit not in ('percent', 'GBP') then 'officer_uplift'
            when subject = 'workforce' and unit not in ('percent', 'GBP', 'multiple', '') then 'workforce'
            when subject = 'crime' and unit <> '' then 'crime'
            when is_of_table and subject = 'funding' then 'funding'
            when not is_of_table and subject in ('precept', 'funding') then 'funding'
            when
                not is_of_table
                and subject = 'budget'
                and measure in ('original_budget', 'revised_budget')
                and line is null
                then 'funding'
        end as mart,
        case
            when subject <> 'savings' then 'value'
            when topic_measure like '%_pct' then topic_measure
            else topic_measure || '_gbp'
        end as column_name,
        coalesce(standard_line, line_path, line) as offence,
        -- a table's line is a part of the key unless its name says no more than the role or the term
        if(is_of_table and standard_line is null, coalesce(line_path, line), null) as own_line,
        -- small counts are too common for two of them to be one figure said twice
        if(abs(value) < 10 and unit not in ('rank', 'percent', 'GBP', 'multiple'), figure_id, null) as said_apart
    from measured

),

final as (

    select
        * replace (
            if(
                mart = 'savings_delivery' and is_of_table and not is_total, coalesce(line_path, line), programme
            ) as programme,
            if(is_of_table, 1000000 + 1000 * table_no + coalesce(row_no, 0), passage) as passage
        )
    from assigned
    where mart is not null

)

select * from final
