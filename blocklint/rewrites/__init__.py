"""Findings and source in, edits out: the libcst visitor and one codemod a file."""
