"""公文: Word papers, filled from templates, numbered per body, year and kind, kept by digest (domain of article 9)."""
