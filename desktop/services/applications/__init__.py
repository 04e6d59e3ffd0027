"""Applications: what a company asks for, its papers, and whether it may ask."""
