"""For those who extend the framework: a conformance check per seam, scripted components, the audit of a conversation."""
