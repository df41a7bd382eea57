"""An answer that leaves later: at a time that its author chose."""
