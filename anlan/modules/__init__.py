"""One file per thing the office keeps. Modules do not import one another; ``models.py`` is their explicit list."""
