// <table data-mark-unread="/tickets/0/unread/">: U makes the row where one stands unread, or
// read where it is unread; the 0 stands for its number.
import htmx from "htmx.org";
import { csrfToken } from "./csrf";
import { isComposing, isTyping, pressed } from "./keyboard";

async function tell(path: string, method: string): Promise<void> {
  try {
    await fetch(path, { method, headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
  } catch {
    // The server is away: the list, fetched again, shows how it stands.
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || isComposing(event) || isTyping(event.target)) return;
  if (localStorage.getItem("maru-hotkeys") === "off" || document.querySelector("dialog:modal")) return;
  if (pressed(event) !== "u") return;
  const row = document.activeElement?.closest<HTMLElement>("[data-row]");
  const list = row?.closest<HTMLElement>("[data-mark-unread]");
  if (!row || !list) return;
  event.preventDefault();
  const wasUnread = row.hasAttribute("data-unread");
  row.toggleAttribute("data-unread", !wasUnread); // the row's own words follow with the list
  const path = (list.dataset.markUnread ?? "").replace("/0/", `/${row.dataset.row}/`);
  void tell(path, wasUnread ? "DELETE" : "POST").then(() => {
    const live = list.closest<HTMLElement>("[data-live]");
    for (const each of document.querySelectorAll(`[data-live="${live?.dataset.live}"]`)) htmx.trigger(each, "live");
  });
});
