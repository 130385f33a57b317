"""`make bench`: speed as ratios within one run, and peak memory.

Comes in: the sample and the quality articles. Goes out: a table, or JSON. It refuses to compare with figures of
another run or another machine. A new benchmark is one decorated function in `benchmarks`.
"""
