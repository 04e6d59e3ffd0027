"""What is done with cases: open them, find them, move them along the four stages."""
