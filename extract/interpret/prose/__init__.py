"""From sentences to figures, by fixed rules and the vocabulary in `extract/vocabulary/prose*.yml`.

`sentences` finds a paper's prose and cuts it; `numbers` finds what is said in numbers and passes by dates,
references and telephone numbers; `cues` finds the words that give a number its meaning; `meaning` weighs
them; `setting` says whose figure it is and of when; `figures` makes records of what could be established.
There is no language model: what the words near a number do not establish is left out.
"""

from extract.interpret.prose.figures import prose_figures

__all__ = ["prose_figures"]
