"""Summaries and catalogue in, Program out: names, light types, edges, contexts, facts."""
