"""django-helpdesk, in a private environment under build/peers/.

Fair to it: its documented apps and settings, no DEBUG, SQLite in WAL like
Maru's, no acknowledgement mails (Maru sends none either), its own command's
import path over a local directory. Originals are imported before replies,
because it reads a directory in no order.
"""
