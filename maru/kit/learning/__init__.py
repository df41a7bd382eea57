"""Learns from labelled texts to label others; it knows no ticket.

Who learns (``learning``) needs scikit-learn and does so in a process of its own; who guesses
(``learned``) needs numpy alone. Nothing of either is loaded with this module.
"""
