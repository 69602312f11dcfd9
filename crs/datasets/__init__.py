"""Loaders of published data sets, each reading the format its authors publish. Only here may code know a domain."""
