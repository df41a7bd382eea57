"""How well maru/kit/learning tells texts apart that nobody here wrote, beside a plain machine."""
