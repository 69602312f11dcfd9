"""What a trained model retrieves with: sources that score every item of a catalogue for a conversation, and their learned fusion."""
