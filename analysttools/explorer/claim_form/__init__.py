"""The claim form: a pasted sentence read, corrected by hand, and added to a case.

Belongs here: the form (``form.py``), its fields, made from the schema of a table (``fields.py``), and the
sentence with what is read over its words (``marked_text.py``). Does not belong here: reading
(``exchange/quantities.py``, ``exchange/mentions.py``), checking and writing (``case/``).
"""
