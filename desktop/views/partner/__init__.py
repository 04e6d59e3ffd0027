"""What people at a large firm see: the cases that a center shows them, and their answers."""
