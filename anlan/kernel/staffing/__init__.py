"""任职与交接: who comes to hold a post, who leaves it, and what is handed over with it (articles 4 and 8.6)."""
