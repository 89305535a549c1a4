"""From a file of any format to one `Paper`: headings, paragraphs and raw tables, with their places.

Nothing here knows what a table means. A file that cannot be read raises `PaperError` with a
sentence that says what to do.
"""

from extract.read.paper import MAX_BYTES, read_paper

__all__ = ["MAX_BYTES", "read_paper"]
