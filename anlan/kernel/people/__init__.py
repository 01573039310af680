"""Who is who: areas, units, posts, officers, and what each may see (articles 3, 4, 5, 9, 10)."""
