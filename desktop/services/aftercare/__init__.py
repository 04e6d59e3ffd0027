"""After-care: visits, tickets, and whether the system made anything better."""
