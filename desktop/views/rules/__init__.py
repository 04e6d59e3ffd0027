"""The packs of rules: read as a table, changed in a copy, tried on last year's applications."""
