"""Paths in, `Source` out: discovery, ignore files, encodings, suppression comments, spans."""
