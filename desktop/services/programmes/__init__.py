"""Programmes: packs of rules, the facts they ask for, and the checks that use both."""
