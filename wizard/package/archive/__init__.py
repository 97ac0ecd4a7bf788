"""The ZIP around the filing."""
