"""Mail that was there before Maru, out of files or a mailbox: taken, then filed as tickets."""
