"""Pages: what a module says about its pages as plain data, and the few views that read it."""
