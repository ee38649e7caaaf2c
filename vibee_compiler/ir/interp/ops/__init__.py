"""What each entry of the signature table does, one file an area."""
