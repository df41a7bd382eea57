"""What Maru loses when everything around it dies: the product under faults, judged by an oracle."""
