"""Running notebooks: what each rests on, a kernel that is warm, all that changes at once."""
