"""Takes a ZIP in which each company has a folder with its papers."""
