"""The parts of the case page: its head, one tab per stage, and the panels beside them."""
