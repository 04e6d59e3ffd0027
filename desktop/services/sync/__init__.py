"""Brings this computer and the hub together, and tells people where their changes have come to."""
