"""The kernel: a grain's counters in arrays, moved by compiled functions.

It knows shapes of state (counts, sums, sets, trails), never a single measure.
"""
