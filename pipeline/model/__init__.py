"""Trains, evaluates and exports the language model in `models/`; needs the extra `.[train]`.

    corpora (conllu, iob, re3d, meantime) -> data -> train -> export (ONNX, int8) -> evaluate -> card

Comes in: open corpora and a config (`models/configs/NAME.toml`). Goes out: the package `models/NAME`. It refuses to be
part of a run: nothing in `pipeline` imports it, and torch is not among picketline's needs.
"""
