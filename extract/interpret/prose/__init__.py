"""From sentences to figures, by fixed rules and the vocabulary in `extract/vocabulary/prose.yml`.

`sentences` finds a paper's prose and cuts it. `numbers` finds what is said in numbers (`spelled` those in words) and
passes by dates, references and telephone numbers (`passed_by`), both as `forms`. `cues` finds the words that give a
number its meaning; `money` (with `charges` of council tax, and what an amount is `beside` another), `percents`,
`counts` (of `people` too) and `ranks` weigh them, each for its kind; `continuing` reads what is compared with the
figure before, or part of it; `surroundings` finds the subject where a sentence names none, in its lead-in, the
sentences before and the headings; `understanding` does all this for a sentence. `whose` (by the `bodies` named),
`when` (by the `years` named), `standing` and `basis` say whose figure it is, of when, and how sure; `figures` makes
records of what is established.

There is no language model: what the words near a number do not establish is left out.
"""

from extract.interpret.prose.figures import prose_figures

__all__ = ["prose_figures"]
