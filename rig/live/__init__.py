"""`bin/rig live`: many listen while lines break and the database is restarted."""
