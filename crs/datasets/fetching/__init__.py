"""Getting data sets onto this machine by their cards, and looking at what is there."""
