"""Large firms, their funds and their matches."""
