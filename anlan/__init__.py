"""Anlan (安澜): who owes what, by when, under which clause, and who did it."""
