"""Facts of other areas, added up in the database for each unit, year and state of proof.

One file for each area.  Succession is not known here: a measure merges the
units it is told to merge.
"""
