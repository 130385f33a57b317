"""`python -m pipeline.model`: train, evaluate, export and pack a model, as `make train` does.

Comes in: a config, the corpora's folder, an output folder. Goes out: the package, and exit code 1 where a floor is
missed. It refuses to put a package that misses a floor in the place of one that is there, unless told.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from pipeline.errors import PicketlineError

LOG = logging.getLogger("pipeline.model")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 done, 1 a floor missed, 2 wrong usage, configuration or corpora."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.model", description="train the language model")
    parser.add_argument("--config", type=Path, default=Path("models/configs/small.toml"))
    parser.add_argument("--corpora", type=Path, required=True, help="the folder of the open corpora")
    parser.add_argument("--out", type=Path, default=None, help="the package's folder; models/NAME if not told")
    parser.add_argument("--weights", type=Path, default=None, help="pack these trained weights, train none")
    parser.add_argument("--anyway", action="store_true", help="write the package though a floor is missed")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    logging.getLogger("pipeline").setLevel(logging.INFO)
    try:
        return _make(chosen)
    except PicketlineError as error:
        LOG.error("%s", error)  # noqa: TRY400 - the message is the user's, the trace is not
        return 2


def _make(chosen: argparse.Namespace) -> int:
    # Imported here, so that `--help` needs no torch.
    from pipeline.model.data import check_corpora
    from pipeline.model.packing import pack
    from pipeline.model.settings import read_settings
    from pipeline.model.train import load_trained, train, trained_minutes

    settings = read_settings(chosen.config)
    check_corpora(chosen.corpora)
    out = chosen.out or Path("models") / settings.name
    with tempfile.TemporaryDirectory() as scratch:
        weights = chosen.weights or Path(scratch) / "weights.safetensors"
        if chosen.weights is None:
            train(settings, chosen.corpora, weights)
        minutes = trained_minutes(weights)
        missed = pack(load_trained(weights), settings, chosen.corpora, out, minutes=minutes, anyway=chosen.anyway)
    for line in missed:
        LOG.warning("%s", line)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
