"""One readable body: its text, its safe HTML, and where the quotation begins."""

from dataclasses import dataclass, field
from html import escape

from maru.kit.mailparse.cleaning import clean_body
from maru.kit.mailparse.html import is_too_heavy, sanitise, stripped_roughly, well_formed
from maru.kit.mailparse.limits import MAX_TEXT
from maru.kit.mailparse.plaintext import text_of


@dataclass
class Body:
    text: str
    html: str = ""
    from_html: bool = False
    remote_images: int = 0
    cut_line: int | None = None
    attributions: set[int] = field(default_factory=set)
    note: str = ""  # why the whole must be kept as a file too, '' if it need not


def plain_body(text: str) -> Body:
    """A text/plain body. Over MAX_TEXT characters only the beginning is shown."""
    if len(text) > MAX_TEXT:
        return Body(text[:MAX_TEXT], note="text_truncated")
    return Body(text)


def html_body(source: str) -> Body:
    """A text/html body, sanitised; too heavy ones give rough text and no HTML."""
    if is_too_heavy(source):
        rough = stripped_roughly(source)[:MAX_TEXT]
        return Body(clean_body(rough).strip(), from_html=True, note="html_too_heavy")
    marked = well_formed(source)
    rendered = text_of(marked)
    html, remote = sanitise(marked)
    return Body(
        clean_body(rendered.text),
        html,
        from_html=True,
        remote_images=remote,
        cut_line=rendered.cut_line,
        attributions=rendered.attributions,
    )


def joined(bodies: list[Body]) -> Body:
    """All bodies of a mail as one, in order; HTML only if one of them had any."""
    bodies = [body for body in bodies if body.text.strip() or body.html]
    if len(bodies) == 1:
        return bodies[0]
    whole = Body("")
    has_html = any(body.html for body in bodies)
    texts: list[str] = []
    line = 0
    for body in bodies:
        text = body.text.strip("\n")
        lead = body.text[: len(body.text) - len(body.text.lstrip("\n"))].count("\n")
        if body.cut_line is not None and whole.cut_line is None:
            whole.cut_line = line + body.cut_line - lead
        whole.attributions |= {line + mark - lead for mark in body.attributions}
        line += text.count("\n") + 2
        texts.append(text)
        whole.remote_images += body.remote_images
        if has_html:
            whole.html += body.html or f"<p>{escape(text).replace(chr(10), '<br>')}</p>"
    whole.text = "\n\n".join(texts)[:MAX_TEXT]
    return whole
