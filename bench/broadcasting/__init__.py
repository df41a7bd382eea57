"""One change told to many sockets of one process: by Maru, by a bare loop, by Channels."""
