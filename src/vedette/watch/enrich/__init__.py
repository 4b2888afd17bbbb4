"""What a log line does not say: who, from where, with what, on which operation.

Comes in: wire frames. Goes out: `Calls`. Raw secrets stop here, in `identity` and `path`.
"""
