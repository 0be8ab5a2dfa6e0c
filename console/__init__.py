"""HTTP for staff: NGO editors and operators, in a browser."""
