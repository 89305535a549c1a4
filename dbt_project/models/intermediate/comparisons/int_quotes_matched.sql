with

figures as (

    select * from {{ ref('int_figures_enriched') }}

),

prints as (

    select * from {{ ref('int_table_figures_ranked') }}
    where column_name like '%_gbp' and mart in ('budget_monitoring', 'capital_programme', 'reserve_balances')

),

sentences as (

    select
        *,
        case
            when subject = 'reserves' and measure = 'balance' then 'balance_gbp'
            when subject = 'capital' and measure = 'revised_budget' then 'total_budget_gbp'
            when
                subject in ('budget', 'capital')
                and measure in (
                    'original_budget', 'revised_budget', 'spend_to_date', 'forecast', 'outturn', 'variance'
                )
                then measure || '_gbp'
        end as column_name,
        case subject
            when 'budget' then 'budget_monitoring'
            when 'capital' then 'capital_programme'
            when 'reserves' then 'reserve_balances'
        end as mart
    from figures
    where
        table_no is null
        and status = 'current'
        and unit = 'GBP'
        and value <> 0
        and basis in ('actual', 'approved', 'budget', 'forecast')

),

-- what one paper says in a sentence of what another prints: of one date, or of what holds for the whole year
met as (

    select
        sentences.figure_id,
        sentences.paper_id,
        sentences.published_text,
        sentences.qualifier,
        sentences.measure,
        sentences.financial_year,
        sentences.line as said_of,
        sentences.rounding as said_rounding,
        prints.figure_id as printed_figure_id,
        prints.said_in_paper_id as printed_in_paper_id,
        prints.line,
        prints.rounding,
        prints.table_no,
        prints.row_no,
        sentences.line is not null as is_named,
        if(sentences.measure = 'variance', sentences.value, abs(sentences.value)) as said_value,
        if(sentences.measure = 'variance', prints.mart_value, abs(prints.mart_value)) as printed_value
    from sentences
    inner join prints
        on
            sentences.mart = prints.mart
            and sentences.column_name = prints.column_name
            and sentences.area = prints.area
            and sentences.financial_year = prints.financial_year
            and sentences.paper_id <> prints.said_in_paper_id
    where
        -- a table that names no body speaks of the one that the sentence means
        (sentences.organisation = prints.organisation or prints.organisation_basis = 'paper')
        and (sentences.as_at = prints.as_at or sentences.measure in ('original_budget', 'outturn'))
        and (
            sentences.standard_line = prints.standard_line
            or lower(sentences.line) = lower(prints.line)
            or (sentences.line is null and prints.is_total and prints.adds_to_row_id is null)
        )
        and (sentences.mart <> 'reserve_balances' or prints.basis = 'actual')

),

compared as (

    select
        *,
        cast(2 * said_rounding + rounding as decimal(24, 6)) as tolerance,
        cast(said_value - printed_value as decimal(24, 6)) as difference,
        abs(said_value - printed_value) <= 2 * said_rounding + rounding as is_alike
    from met

),

-- one cell for each sentence and paper, one that agrees if there is one
nearest as (

    select *
    from compared
    qualify row_number() over (
        partition by figure_id, printed_in_paper_id
        order by is_alike desc, abs(difference) asc, table_no asc, row_no asc
    ) = 1

),

final as (

    select *
    from nearest
    where
        (is_alike and (is_named or abs(said_value) >= 20 * tolerance))
        or (
            not is_alike
            and qualifier = 'exact'
            and abs(difference) <= 0.5 * greatest(abs(said_value), abs(printed_value))
        )

)

select * from final
