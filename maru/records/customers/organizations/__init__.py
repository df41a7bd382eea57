"""Organizations: the companies, schools and offices that customers belong to."""
