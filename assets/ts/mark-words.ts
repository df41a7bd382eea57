// Marks words where they stand, without touching what stands there: the browser paints ranges.

const FOUND = "found"; // ::highlight(found)
const HERE = "found-here";
const IN = ".message-text, .rich-text, .attachment, blockquote"; // of a message; else the whole place

/** Return where `words` stand in `place`, whatever their case, in the order of the page. */
export function rangesIn(place: HTMLElement, words: string[]): Range[] {
  const parts = place.matches(".message") ? [...place.querySelectorAll<HTMLElement>(IN)] : [place];
  const wanted = words.map((word) => word.toLowerCase()).filter(Boolean).sort((a, b) => b.length - a.length);
  return parts.filter((part) => !parts.some((other) => other !== part && other.contains(part))).flatMap((part) => inPart(part, wanted));
}

function inPart(part: HTMLElement, wanted: string[]): Range[] {
  const ranges: Range[] = [];
  const nodes = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const text = (node.nodeValue ?? "").toLowerCase();
    for (let at = 0; at < text.length; ) {
      const word = wanted.find((each) => text.startsWith(each, at));
      if (!word || at + word.length > (node.nodeValue ?? "").length) {
        at += 1;
        continue;
      }
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      ranges.push(range);
      at += word.length;
    }
  }
  return ranges;
}

/** Mark `ranges`, and `here` more than the others. A browser that cannot still leads there. */
export function mark(ranges: Range[], here?: Range): void {
  if (!("highlights" in CSS)) return;
  CSS.highlights.set(FOUND, new Highlight(...ranges));
  const one = new Highlight(...(here ? [here] : []));
  one.priority = 1;
  CSS.highlights.set(HERE, one);
}

export function unmark(): void {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete(FOUND);
  CSS.highlights.delete(HERE);
}
