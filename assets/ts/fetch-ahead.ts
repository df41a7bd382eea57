// In a [data-list-keys] the link where one has stood or pointed for a moment gets data-ahead: the
// browser fetches its page and makes it ready out of sight (desk/ahead.py says so to it); opening
// it shows it. Where one steps after a rest the moment is none: who steps once, looks. One at a
// time; not for who runs through the list, nor where data is to be saved.
// Without the mark the browser forgets the page: what one opens is never older than GOOD, and the
// live socket tells what happened since. What such a page does only for somebody who looks at it
// waits for that (whenOpened).
const A_MOMENT = 50; // ms
const A_REST = 250; // ms since the step before
const GOOD = 10_000;

let marked: Element | null = null;
let later = 0;
let stale = 0;
let steppedAt = -A_REST;

const isSaving = () => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

function forget(): void {
  window.clearTimeout(stale);
  marked?.removeAttribute("data-ahead");
  marked = null;
}

function fetchAhead(link: Element): void {
  if (!link.isConnected || isSaving()) return;
  forget();
  marked = link;
  link.setAttribute("data-ahead", "");
  stale = window.setTimeout(forget, GOOD);
}

function look(event: Event): void {
  const link = (event.target as Element).closest?.("[data-list-keys] a[href]");
  window.clearTimeout(later);
  const now = performance.now();
  const isStep = event.type === "focusin" && now - steppedAt > A_REST;
  if (event.type === "focusin") steppedAt = now;
  if (!link || link === marked) return;
  if (isStep) fetchAhead(link);
  else later = window.setTimeout(() => fetchAhead(link), A_MOMENT);
}

document.addEventListener("focusin", look);
document.addEventListener("pointerover", look, { passive: true });
