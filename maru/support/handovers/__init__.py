"""At the end of a shift what is open is told to whoever goes on, and given to them."""
