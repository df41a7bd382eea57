"""Mail to colleagues about their tickets, and what they answer to it from their mail program."""
