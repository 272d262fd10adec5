"""Source in, ModuleSummary out: one pass over the standard library's ast; the cache."""
