"""Who a ticket is handed up to, until when, and back."""
