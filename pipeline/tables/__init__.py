"""The tables of the package that more than one stage reads: unions, bodies and places; the units of counts.

Comes in: the CSV files under `resources`. Goes out: frozen rows with lookups, read once. They refuse a table whose
columns or closed values are wrong, and hold no rule of any stage.
"""
