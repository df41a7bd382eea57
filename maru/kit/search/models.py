from maru.kit.search.coverage import Coverage
from maru.kit.search.document import Document
from maru.kit.search.outdated import Outdated
from maru.kit.search.recent import RecentSearch
from maru.kit.search.remaking import Remaking
from maru.kit.search.vocabulary import Entry

__all__ = ["Coverage", "Document", "Entry", "Outdated", "RecentSearch", "Remaking"]
