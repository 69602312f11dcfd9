"""Models: folders that training leaves, each with a manifest that says what it is made of and how good it is."""
