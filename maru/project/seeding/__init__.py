"""A believable company of any size: `maru seed`. Its words are analysed once, its rows streamed."""
