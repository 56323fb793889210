"""A project to begin with: a small complete case, a notebook that runs, what keeps both green.

Belongs here: the folder that ``analysttools new`` writes; its files lie in ``template/`` as they are written.
Does not belong here: adding to a case that is there (``case/additions.py``).
"""
