"""What Maru is measured beside: products that anyone can install, each set up as its papers say."""
