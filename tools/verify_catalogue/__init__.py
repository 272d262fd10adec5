"""Catalogue files in, a verdict on every name that they declare out, from the real packages.

Nothing here belongs to the shipped package, and nothing here but `probe` and `sources` runs in the
environments of the libraries, which have none of blocklint's dependencies.
"""
