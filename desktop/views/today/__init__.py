"""What can go wrong in the next 30 days."""
