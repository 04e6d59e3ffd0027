"""Build-out: agreements, the days that count, and the final account."""
