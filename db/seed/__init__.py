"""Code lists that ship with the program."""
