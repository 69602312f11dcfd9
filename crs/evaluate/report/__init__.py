"""A run as one HTML page that needs nothing else: no script, no request, readable in light and dark and on a phone."""

from crs.evaluate.report.page import render_report, write_report

__all__ = ["render_report", "write_report"]
