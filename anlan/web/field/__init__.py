"""The app on the phone: it takes the steps that are marked for the field without network, and sends them once."""
