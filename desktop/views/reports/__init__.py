"""Charts that drill down to their rows."""
