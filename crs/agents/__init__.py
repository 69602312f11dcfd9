"""The agents of a turn: understand, retrieve, rank, explain, respond."""
