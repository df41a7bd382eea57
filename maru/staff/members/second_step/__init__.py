"""What is asked beside the password: a code of an app, a passkey, a recovery code."""
