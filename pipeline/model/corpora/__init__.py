"""Readers of the open corpora, one a format; each gives `Document`s.

Comes in: files as their publishers made them. Goes out: documents with the labels of `pipeline.model.labels`. They
refuse to repair a file: what cannot be read is an `InputError` with its place.
"""
