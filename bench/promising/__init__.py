"""Inside an installation with very many clocks of tickets."""
