from maru.support.wellbeing.cool_down import CoolDown

__all__ = ["CoolDown"]
