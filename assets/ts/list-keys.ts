// <div data-list-keys="a.ticket-row">: J and K walk the links of a list, X
// ticks the row. Enter is the link's own.
import { isComposing, isTyping, pressed } from "./keyboard";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isComposing(event) || isTyping(event.target)) return;
  if (localStorage.getItem("maru-hotkeys") === "off" || document.querySelector("dialog:modal")) return;
  const key = pressed(event);
  if (!["j", "k", "x"].includes(key)) return;

  const list = [...document.querySelectorAll<HTMLElement>("[data-list-keys]")].find((each) =>
    each.checkVisibility(),
  );
  if (!list) return;
  const items = [...list.querySelectorAll<HTMLElement>(list.dataset.listKeys || "a[href]")];
  const row = (item: HTMLElement) => item.closest("tr, li") ?? item;
  const focused = items.findIndex((item) => row(item).contains(document.activeElement));

  if (key === "x") {
    const item = items[focused];
    const box = item && row(item).querySelector<HTMLInputElement>('input[type="checkbox"]');
    if (!box) return;
    event.preventDefault();
    box.click();
    return;
  }
  const current = items.findIndex((item) => item.hasAttribute("aria-current"));
  const from = focused >= 0 ? focused : current;
  const next = from < 0 ? 0 : from + (key === "j" ? 1 : -1);
  const item = items[Math.min(Math.max(next, 0), items.length - 1)];
  if (!item) return;
  event.preventDefault();
  item.focus();
  item.scrollIntoView({ block: "nearest" });
});
