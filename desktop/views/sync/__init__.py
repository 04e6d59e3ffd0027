"""Where this computer and the others meet: state, conflicts, files, points to go back to."""
