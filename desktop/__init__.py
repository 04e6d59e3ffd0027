"""이음: follows every supported manufacturer from application to after-care."""

__version__ = "0.1.0"
