"""Turns a case, given as named values, into the documents that people sign."""
