"""台账: the one append-only record of who did what, holding which post, when, under which clause."""
