"""`bin/rig faults`: what a machine does to Maru on a bad day, one module a fault."""
