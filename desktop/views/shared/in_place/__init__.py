"""Editing in place: inputs that look like text, save by themselves and never lose what is typed."""
