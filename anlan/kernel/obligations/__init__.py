"""履职事项: everything owed in the city, in one table; and the figures that add it up."""
