// <div data-live="list" data-follow-list>: a list that is fetched again on the
// event "live" (hx-get). Nothing moves under the eyes of who reads in it, points
// at it, walks it with the keys or has ticked rows of it: rows that are shown change in their places,
// and <button data-follow-more> says how many new ones wait above. At rest, or
// when it is pressed, the list stands as the server orders it.
//
// A row is [data-row="7"]. The row of the open ticket, [aria-current], stays
// even when it leaves the view: it is the place from which one goes on.
import htmx from "htmx.org";
import { behaviour } from "./behaviour";

type Swap = CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean; requestConfig: { elt: Element } }>;

const wanted = new WeakSet<Element>(); // asked for by hand: let it move
const behind = new WeakSet<Element>(); // shows an older order until nobody looks

const TICKED = "[data-select-row]:checked";

function isRead(list: HTMLElement): boolean {
  if (list.matches(":hover") || list.contains(document.activeElement)) return true;
  if (list.querySelector(TICKED)) return true;
  for (let box: HTMLElement | null = list; box; box = box.parentElement) if (box.scrollTop > 0) return true;
  return false;
}

const rowsOf = (root: ParentNode) =>
  new Map([...root.querySelectorAll<HTMLElement>("[data-row]")].map((row) => [row.dataset.row, row]));

function changeInPlace(list: HTMLElement, fresh: HTMLElement): void {
  const [shown, now] = [rowsOf(list), rowsOf(fresh)];
  for (const [number, row] of shown) {
    const newer = now.get(number);
    const focused = row.contains(document.activeElement) && document.activeElement?.id;
    row.toggleAttribute("data-gone", !newer);
    if (!newer || newer.outerHTML === row.outerHTML) continue;
    const box = row.querySelector(TICKED) && newer.querySelector<HTMLInputElement>("[data-select-row]");
    if (box) box.checked = true;
    row.replaceWith(newer);
    htmx.process(newer);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
  // The headings of groups stay where they are, and count anew.
  for (const head of list.querySelectorAll<HTMLElement>("[data-follow-group]")) {
    const key = CSS.escape(head.dataset.followGroup ?? "");
    const newer = fresh.querySelector(`[data-follow-group="${key}"]`);
    if (newer) head.replaceWith(newer);
  }
  tellHowMany(list, [...now.keys()].filter((number) => !shown.has(number)).length);
}

function tellHowMany(list: HTMLElement, count: number): void {
  const more = list.querySelector<HTMLElement>("[data-follow-more]");
  const words = (count === 1 ? more?.dataset.one : more?.dataset.many) ?? "";
  if (!more) return;
  more.hidden = !count;
  more.textContent = words.replace("{n}", String(count));
}

function keepCurrent(list: HTMLElement, fresh: HTMLElement): void {
  const row = list.querySelector<HTMLElement>("[data-row][aria-current]");
  if (!row || rowsOf(fresh).has(row.dataset.row)) return;
  const now = rowsOf(fresh);
  let next = row.nextElementSibling;
  while (next instanceof HTMLElement && !now.has(next.dataset.row)) next = next.nextElementSibling;
  const place = next instanceof HTMLElement ? now.get(next.dataset.row) : null;
  if (place) place.before(row);
  else [...now.values()].at(-1)?.after(row);
}

behaviour<HTMLElement>("[data-follow-list]", (list) => {
  list.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as Swap;
    if (detail.requestConfig.elt !== list || !detail.shouldSwap) return;
    const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
    const fresh = page.getElementById(list.id);
    if (!fresh) return; // not our list: another behaviour knows what to do
    detail.shouldSwap = false;
    for (const other of page.querySelectorAll<HTMLElement>("[data-follow-with]"))
      document.getElementById(other.id)?.replaceWith(other);
    const holds = !wanted.delete(list) && rowsOf(list).size > 0 && isRead(list);
    if (holds) {
      behind.add(list);
      changeInPlace(list, fresh);
      return;
    }
    behind.delete(list);
    keepCurrent(list, fresh);
    list.replaceChildren(...fresh.childNodes);
    htmx.process(list);
    list.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  });

  list.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-follow-more]")) return;
    wanted.add(list);
    for (let box: HTMLElement | null = list; box; box = box.parentElement) box.scrollTop = 0;
    htmx.trigger(list, "live");
  });

  const catchUp = () => {
    if (behind.has(list) && !isRead(list)) htmx.trigger(list, "live");
  };
  list.addEventListener("pointerleave", catchUp);
  list.addEventListener("focusout", () => window.setTimeout(catchUp));
  document.addEventListener("scrollend", catchUp, { capture: true, passive: true });
});
