with

source as (

    select * from {{ source('raw', 'findings') }}

),

renamed as (

    select
        cast(finding_id as varchar) as finding_id,
        cast(kind as varchar) as kind,
        cast(status as varchar) as status,
        cast(paper_ids as varchar[]) as paper_ids,
        cast(description as varchar) as description,
        cast(left_value as decimal(24, 6)) as left_value,
        cast(right_value as decimal(24, 6)) as right_value,
        cast(difference as decimal(24, 6)) as difference,
        cast(tolerance as decimal(24, 6)) as tolerance,
        cast(amount_at_stake_gbp as decimal(18, 2)) as amount_at_stake_gbp,
        cast(figure_ids as varchar[]) as figure_ids
    from source

)

select * from renamed
