from maru.kit.search.coverage import Coverage
from maru.kit.search.document import Document
from maru.kit.search.outdated import Outdated
from maru.kit.search.recent import RecentSearch

__all__ = ["Coverage", "Document", "Outdated", "RecentSearch"]
