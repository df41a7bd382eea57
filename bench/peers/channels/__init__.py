"""Django Channels, in a private environment under build/peers/.

Fair to it: its documented consumer and group, its channel layer in memory (one process, as Maru's
is measured), the server and the WebSocket code that Maru has.
"""
