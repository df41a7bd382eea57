"""Who makes and changes the company's custom fields; each change leaves an event."""
