"""Measures what docs/benchmarks.md promises, as ratios of things measured in one run on one machine.

    make bench                        both databases, 1,000,000 units and 10,000,000 obligations
    make bench ARGS="--rows 100000"   the same, ten times smaller
    make bench ARGS=--write           and write the results to docs/benchmarks.md

``bench`` itself starts processes and reports; ``bench.inside`` is the process that works inside one database.
"""
