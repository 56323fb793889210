"""A case into the formats of others, each a file here: what it holds, and what it cannot hold.

Belongs here: one module a format, with ``write_...`` (a case in, the bytes of its files out) and ``LOST``.
Does not belong here: reading formats (``exchange``), figures and reports.
"""
