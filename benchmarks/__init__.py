"""Side-by-side measurements, one folder a subject; `docs/benchmarks.md` keeps the last tables."""
