"""The list, the board and the page of cases."""
