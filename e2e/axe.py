"""Axe-core on a page: it comes from node_modules, into tests alone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js").read_text() + ";0"
# Everything that axe knows: WCAG 2.2 A and AA, and what its makers advise beside it.
FIND = """async (rules) => {
  const only = rules ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false, ...only});
  return found.violations.map((each) =>
    `${each.id} (${each.impact}): ${each.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
}"""

# A phone shows one pane at a time: beside the customer neither <main> nor its heading is there.
ALONE = ("landmark-one-main ", "page-has-heading-one ")


def faults(page: Page) -> list[str]:
    """Return what axe finds on ``page``, in light, and what of it depends on colours in dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate(AXE)  # not a script element: the content policy stays on
    found = page.evaluate(FIND, None)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    dark = page.evaluate(FIND, ["color-contrast", "link-in-text-block"])
    if page.url.endswith("#customer"):
        found = [each for each in found if not each.startswith(ALONE)]
    return found + [f"dark: {each}" for each in dark]
