"""One sentence for every failure that people can expect: what is wrong, where, what to do."""

from desktop.views.shared.explain import services, sheets, storage, sync  # noqa: F401 - they register
from desktop.views.shared.explain.core import explain

__all__ = ["explain"]
