"""Claims that contradict one another, kept with their words, their claimants and their chains of sources.

Importing the package reads nothing and sets nothing: each name is imported when it is first asked for,
so that code that only reads data does not wait for matplotlib.
"""

import lazy_loader

_import_public, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    """Import a public name, or read the version of what is installed."""
    if name == "__version__":
        import importlib.metadata

        return importlib.metadata.version(__name__)
    return _import_public(name)
