"""The few words of a report's own, in each language: ``locales``, section ``reports``."""

from analysttools.locales import read_texts

WORDS = read_texts("reports")
