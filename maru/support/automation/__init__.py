"""What Maru does by itself: rules, and each time that one was carried out."""
