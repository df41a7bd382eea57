"""The decision itself: a plain function over plain values. It asks no database and no clock."""
