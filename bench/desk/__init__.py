"""What somebody at the desk waits for, in a real browser, and what of it the server takes."""
