"""What can be refused while a project is being built."""

from __future__ import annotations

from db.errors import DeskError


class ExtensionRefusedError(DeskError):
    """A build period may not be extended like this. Facts: months, at_most, used, clause."""
