"""Matching: who invests in whom, and who pays how much."""
