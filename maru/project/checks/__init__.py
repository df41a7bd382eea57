"""What ``maru check`` looks at. Each line says what is so and, when it is wrong, how to mend it."""
