"""What a person looks at: an article with its mentions marked and its reports below.

Comes in: the tables of a run. Goes out: text with styles, which `cli` prints. It refuses to
compute anything that is not in the tables.
"""
