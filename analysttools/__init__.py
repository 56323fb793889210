"""Claims that contradict one another, kept with their words, their claimants and their way to us."""

from analysttools.case import Case, check_case, load_case, read_tables
from analysttools.errors import DataError

__all__ = ["Case", "DataError", "check_case", "load_case", "read_tables"]
