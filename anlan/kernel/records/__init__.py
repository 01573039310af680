"""记录: what the offices keep, and the one door through which it changes."""
