"""PDF papers: from drawn characters to headings, paragraphs and raw tables.

A PDF has no tables, only characters at places and lines between them. Tables are put together again
here from baselines, rules and shading, by general rules of typesetting: nothing is known of any
publisher, and nothing of what the words mean.
"""

from extract.read.pdf.reader import read_pdf

__all__ = ["read_pdf"]
