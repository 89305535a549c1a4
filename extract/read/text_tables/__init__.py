"""Tables in text: the forms in which converters leave them, each recognised by its lines alone.

A form is a module with one function that takes the lines of a text and the number of one of them, and gives the
table that begins there, or None.
"""
