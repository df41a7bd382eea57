"""Figures for Prometheus. An app has its own in a file ``metrics.py``; what can be read off rows
is read when somebody asks (``scraping.at_scrape``). The processes of one machine count together."""
