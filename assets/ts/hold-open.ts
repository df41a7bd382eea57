// A part of the page that follows what others do is not taken from under one's hand: while a menu
// of it is open, something is typed in it or sent from it, it stays as it is, and is fetched again
// once that has ended. What one did oneself is shown at once, and a menu that one has opened
// meanwhile stands open in the new part, too.
import htmx from "htmx.org";
import { isTyping } from "./keyboard";

type Asked = { elt: Element; triggeringEvent?: Event };
type Swap = CustomEvent<{ target: Element; shouldSwap: boolean; swapOverride?: string; requestConfig: Asked }>;
type Aside = CustomEvent<{ target: Element; shouldSwap: boolean; fragment: Node }>;

const MENU = "details[data-menu][open]";
const IN_HAND = `${MENU}, details[data-write-when-open][open], :popover-open, .htmx-request`;
const FOLDED = "details:not([data-menu], [data-write-when-open])";
const SETTLES = 100; // ms: what closes a menu often sends something

const held = new Map<Element, Set<string>>(); // what asks anew -> ids of the parts that it waits for
const opened = new Map<string, { menu: string; at: number }>(); // of parts that come anew just now
let asker: Element | null = null; // of the answer that is put in just now, where others caused it

function isInHand(part: Element | null): boolean {
  if (part?.querySelector(IN_HAND)) return true;
  return part !== null && part.contains(document.activeElement) && isTyping(document.activeElement);
}

function hold(elt: Element, part: Element): void {
  held.set(elt, (held.get(elt) ?? new Set()).add(part.id));
}

function release(): void {
  if (held.size === 0) return;
  window.setTimeout(() => {
    for (const [elt, parts] of held) {
      if (elt.isConnected && [...parts].some((id) => isInHand(document.getElementById(id)))) continue;
      held.delete(elt);
      if (elt.isConnected) htmx.trigger(elt, "live");
    }
  }, SETTLES);
}

function nameOf(menu: Element): string {
  const head = menu.querySelector("summary");
  return head?.dataset.key ?? head?.getAttribute("aria-label") ?? head?.textContent ?? "";
}

const stopsOf = (menu: Element) => [...menu.querySelectorAll<HTMLElement>("summary, a, button, input")];

function remember(part: Element): void {
  const menu = part.querySelector(MENU);
  if (!menu) return;
  opened.set(part.id, { menu: nameOf(menu), at: stopsOf(menu).indexOf(document.activeElement as HTMLElement) });
}

function reopen(part: Element): void {
  const was = opened.get(part.id);
  const menus = [...part.querySelectorAll<HTMLDetailsElement>("details[data-menu]")];
  const menu = was && menus.find((each) => nameOf(each) === was.menu);
  if (!menu) return;
  menu.open = true;
  stopsOf(menu)[was.at]?.focus({ preventScroll: true });
}

// What one unfolded is in the same place as before: what is new stands behind it.
function keepUnfolded(part: Element, fresh: ParentNode): void {
  const now = fresh.querySelectorAll<HTMLDetailsElement>(FOLDED);
  for (const [place, each] of part.querySelectorAll<HTMLDetailsElement>(FOLDED).entries()) {
    const same = now[place];
    if (each.open && same) same.open = true;
  }
}

function replaces({ swapOverride, requestConfig: { elt } }: Swap["detail"]): boolean {
  const how = swapOverride ?? elt.closest("[hx-swap]")?.getAttribute("hx-swap") ?? "innerHTML";
  return how.startsWith("outerHTML") || how.startsWith("innerHTML");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as Swap;
  const { elt, triggeringEvent } = detail.requestConfig;
  asker = triggeringEvent?.type === "live" ? elt : null;
  if (!detail.shouldSwap || !replaces(detail)) return;
  if (!asker) remember(detail.target);
  else if (isInHand(detail.target)) {
    detail.shouldSwap = false;
    hold(elt, detail.target);
  }
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { detail } = event as Aside;
  if (!(detail.fragment instanceof DocumentFragment)) return; // the whole is shown anew, and only once
  if (!asker) remember(detail.target);
  else if (isInHand(detail.target)) {
    detail.shouldSwap = false;
    hold(asker, detail.target);
  } else keepUnfolded(detail.target, detail.fragment);
});

document.addEventListener("htmx:load", (event) => reopen(event.target as Element));
document.addEventListener("htmx:afterSettle", () => opened.clear());
document.addEventListener("toggle", release, { capture: true });
document.addEventListener("focusout", release);
document.addEventListener("htmx:afterRequest", release);
