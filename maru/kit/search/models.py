from maru.kit.search.document import Document
from maru.kit.search.outdated import Outdated

__all__ = ["Document", "Outdated"]
