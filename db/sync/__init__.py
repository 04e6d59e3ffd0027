"""How changes travel between computers: what goes out, what comes in, and what meets there."""
