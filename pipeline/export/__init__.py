"""The last stage of the data: tables in, Parquet datasets and the codebook out.

Comes in: Arrow tables of `schema`. Goes out: `articles/ mentions/ reports/ events/ disputes/`,
`run.json` and `issues.jsonl`, written atomically. It refuses to change a value.
"""
