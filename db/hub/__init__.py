"""The hub: a server on PostgreSQL that brings the changes of a center into one order."""
