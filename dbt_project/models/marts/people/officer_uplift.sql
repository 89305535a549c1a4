{{ topic_mart(
    'officer_uplift',
    columns=[
        'said.programme', 'said.topic_measure as measure', 'said.financial_year', 'said.as_at',
        'said.as_at_inferred', 'said.period',
    ],
    key=[
        'said.programme', 'said.topic_measure', 'said.financial_year', 'said.as_at', 'said.period',
        'said.qualifier',
    ],
) }}
