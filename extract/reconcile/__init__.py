"""The papers' own arithmetic: it proves figures, finds contradictions, and chooses between readings.

Tolerance comes from what is printed and from nothing else: a number is right to half a unit of its
own last printed place, so an identity may be off by the sum of its terms' half units, and no more.
"""
