"""One sentence for every failure that people can expect: what is wrong, where, what to do."""

from desktop.views.shared.explain import (  # noqa: F401 - they register
    packs,
    papers,
    scoring,
    services,
    sheets,
    storage,
    sync,
)
from desktop.views.shared.explain.core import explain

__all__ = ["explain"]
