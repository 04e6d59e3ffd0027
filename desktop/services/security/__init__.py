"""Keeps what was saved safe: complete backups, quick copies before risky steps, an honest check."""
