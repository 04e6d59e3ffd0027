"""What is done with companies: find them, keep them, tell two of them apart."""
