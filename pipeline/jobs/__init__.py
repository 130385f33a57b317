"""What the regular runs share: their configuration, their state, and what they tell of themselves.

Comes in: the configuration file of an installation. Goes out: settings, the state between two runs, tables
brought up to date, the coverage ledger and metrics. It refuses to order the stages: `nightly` and `backfill` do.
"""
