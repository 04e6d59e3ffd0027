"""Scoring: who judges which application, what comes of it, and what the committee decides."""
