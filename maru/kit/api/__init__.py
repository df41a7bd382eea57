"""What every API shares: keys and scopes, errors, lists, writes that happen once."""
