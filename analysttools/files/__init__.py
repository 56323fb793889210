"""Files on the disk: written whole or not at all; those that no person put there."""
