"""Shows the sides of a conflict beside each other and takes a person's decision."""
