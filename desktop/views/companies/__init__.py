"""The list and the page of companies."""
