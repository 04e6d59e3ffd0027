"""The failures of making documents, as types with facts; their sentences stand in views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.errors import DeskError

if TYPE_CHECKING:
    from desktop.services.documents.complaints import Complaint


class UnknownDocumentError(DeskError):
    """No document of this kind ships with the program. Facts: kind."""


class TemplateMissingError(DeskError):
    """The file of a template, or of its lists, is not where it belongs. Facts: path."""


class TemplateUnreadableError(DeskError):
    """The file is no Word document (.docx), or a damaged one. Facts: none."""


class TemplateRefusedError(DeskError):
    """The template holds something that a form may not do. Facts: complaints."""

    def __init__(self, *, complaints: list[Complaint]) -> None:
        super().__init__(complaints=complaints)
        self.complaints = complaints


class ValuesMissingError(DeskError):
    """The template asks for fields that were not handed over. Facts: fields (list of names)."""


class UnfitValueError(DeskError):
    """A value can't be printed as its field asks. Facts: field, reason (UnfitReason), found."""


class DocumentTooLargeError(DeskError):
    """The filled document would outgrow every sensible paper. Facts: limit (characters)."""
