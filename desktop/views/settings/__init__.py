"""The settings of this computer and of the center."""
