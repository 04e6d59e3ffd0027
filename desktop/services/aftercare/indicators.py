"""The outcome indicators under the name by which after-care knows them."""

from __future__ import annotations

from desktop.services.programmes.indicators import Area, Indicator, indicator, indicators

__all__ = ["Area", "Indicator", "indicator", "indicators"]
