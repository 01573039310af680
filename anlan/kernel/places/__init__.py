"""位置: where things lie on the map, in CGCS2000 degrees (articles 17, 19)."""
