"""任职与交接: which posts there are, who holds them, what is handed over (articles 4 and 8.6)."""
