"""One index over everything that can be found, on SQLite and PostgreSQL alike.

It knows no model: an app registers a :class:`~maru.kit.search.source.Source`. What a text means
in terms is kit/text's to say; which documents hold them is the database's; who may see them is
the source's ``visible_to``; the order is ours, so that both databases give the same.
"""
