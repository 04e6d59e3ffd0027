"""The register of documents."""
