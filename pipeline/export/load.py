"""The way in for people who work with pandas.

Comes in: an output folder and the name of a table. Goes out: a DataFrame with the codebook's columns.
It refuses to guess: an unknown number, date or flag is missing, never 0 or False.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.errors import ConfigError
from pipeline.export.datasets import read_dataset
from pipeline.schema import SCHEMAS

if TYPE_CHECKING:
    import pandas as pd


def load(out: str | Path, table: str = "events") -> pd.DataFrame:
    """Return one table of the folder that `picketline process --out` wrote, as a DataFrame.

    One row a record in the order of month and id, one column each in the codebook's order. Dates are
    `datetime64[ms]` without a zone, moments are in UTC; whole numbers are `Int64` and flags `boolean`,
    so that what is unknown is `<NA>`; texts are strings or missing. Lists are Python lists, empty where
    nothing is known, their dates `datetime.date`. Raises `ConfigError` for an unknown table and
    `InputError` where the folder does not hold it.
    """
    if table not in SCHEMAS:
        raise ConfigError(f"no table {table!r}: there are {', '.join(SCHEMAS)}")
    import pandas as pd  # here, because it takes half a second and the pipeline itself needs none of it

    rows = read_dataset(Path(out), table)
    types = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame = rows.to_pandas(types_mapper=types.get, date_as_object=False)
    for field in SCHEMAS[table]:
        if pa.types.is_list(field.type):
            lists = [value or [] for value in rows.column(field.name).to_pylist()]
            frame[field.name] = pd.Series(lists, index=frame.index, dtype=object)
    return frame
