// [data-side-place] holds what is asked beside a ticket while it is open: what comes there gets the
// cursor; [data-close-drawer] and Escape close it and give the cursor back.
import htmx from "htmx.org";
import { isComposing } from "./keyboard";

let cameFrom: HTMLElement | null = null;

const place = () => document.querySelector<HTMLElement>("[data-side-place]");

function close(): void {
  const there = place();
  const drawer = there?.querySelector("[data-side-drawer]");
  if (!there || !drawer) return;
  // As htmx does before it takes something away: a draft is kept, the editor ends.
  for (const form of drawer.querySelectorAll("form")) htmx.trigger(form, "htmx:beforeCleanupElement", {});
  there.replaceChildren();
  const back = cameFrom && document.getElementById(cameFrom.id || "-") ? document.getElementById(cameFrom.id) : cameFrom;
  (back?.isConnected ? back : document.querySelector<HTMLElement>("#conversation"))?.focus({ preventScroll: true });
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = (event as CustomEvent<{ elt: HTMLElement; target: Element }>).detail;
  if (target === place() && !place()?.contains(elt)) cameFrom = elt;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== place()) return;
  const first = place()?.querySelector<HTMLElement>("input[name=to]:placeholder-shown") ?? place()?.querySelector<HTMLElement>("#side-title");
  first?.focus({ preventScroll: true });
});
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-close-drawer]")) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || isComposing(event)) return;
  if (!(event.target as Element).closest("[data-side-drawer]")) return;
  event.preventDefault();
  close();
});
