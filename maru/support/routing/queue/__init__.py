"""What waits in a team: kept as the work says, asked for, put in, handed on."""
