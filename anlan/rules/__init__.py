"""What the clauses say, as pure functions of plain values; one file per subject."""
