"""重大事故隐患挂牌督办 (19.8–19.11): the listing of a major danger and the ladder when it is late."""
