"""The company's own words: which mean the same to a search, beside those that Maru knows."""
