"""Mail of the past becomes tickets with its own dates; nobody is told and nothing is answered."""
