"""What is kept, and how it lies on the disk."""
