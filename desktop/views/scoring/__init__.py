"""Rounds, assignments, scorecards, the ranking and the committee."""
