"""Fitting a trained model to dialogues: the sources, out of fold, and the fusion of what they say."""
