"""How dates are written, per language. Both languages use the same numeric form."""
