"""接口: the same sight, forms and one door as the pages, for programs: JSON under ``/api/v1/``."""
