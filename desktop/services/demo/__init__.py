"""An invented center to try the program on: nothing in it exists."""
