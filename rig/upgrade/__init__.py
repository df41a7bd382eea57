"""`bin/rig upgrade` (D15): rows of the previous version's code, upgraded by today's, and killed.

What a commit of the past wrote, with its own code on its own tables, must come
through: every row, every mail's bytes, signing in, the pages. The upgrade is
killed with -9 again and again on its way.
"""
