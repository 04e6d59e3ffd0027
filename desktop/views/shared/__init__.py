"""What several pages of the window have in common."""
