"""消息: what officers are told of the notices, inside Anlan and by e-mail; at most one digest per officer and day."""
