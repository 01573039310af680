"""向社会公开: what anybody may read without logging in; each page says for itself what it shows, and shows no more."""
