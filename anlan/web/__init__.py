"""The web shell: settings, login, templates, static files, commands and the server."""
