"""Our detector and those of PyPI on the same lines, none of which any training has seen."""
