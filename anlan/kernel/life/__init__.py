"""履职事项的一生: what is done about something owed besides doing it: urged, reviewed, returned, extended, waived."""
