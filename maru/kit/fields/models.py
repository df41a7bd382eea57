from maru.kit.fields.choice import Choice
from maru.kit.fields.field import CustomField
from maru.kit.fields.value import Value

__all__ = ["Choice", "CustomField", "Value"]
