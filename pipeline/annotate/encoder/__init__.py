"""The language model at run time: words in, labels of every head out, by onnxruntime alone.

Comes in: words with the gaps before them, and a model package (`models/NAME`). Goes out: one label a word and head.
It refuses to train: that is `pipeline.model`, which shares the reading of words (`pieces`, `windows`) with this.
"""
