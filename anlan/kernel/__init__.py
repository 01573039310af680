"""The kernel: the few nouns that every module speaks in (people, ledger, obligations, records, pages).

It knows no module; what modules declare reaches it through ``anlan.kernel.declared`` at start-up.
"""
