"""The dialogue manager: one turn as a graph of nodes, sessions that survive whatever happens to the process, and the policy."""
