"""Takes sheets in and gives sheets out: read, understand, check, report."""
