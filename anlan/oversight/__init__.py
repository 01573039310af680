"""Reads across modules, through obligations and events alone: home, areas, lists, clauses, the ledger."""
