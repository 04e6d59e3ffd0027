"""Figures over many cases, each with the query that leads down to its rows."""
