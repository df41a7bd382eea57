// <a data-read-on-open="/notifications/7/unread/">: whoever opens it has read it; DELETE says so.
import { csrfToken } from "./csrf";

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("a[data-read-on-open]");
  if (!link) return;
  link.closest("[data-unread]")?.removeAttribute("data-unread");
  const headers = { "X-CSRFToken": csrfToken(), "HX-Request": "true" };
  void fetch(link.dataset.readOnOpen ?? "", { method: "DELETE", headers, keepalive: true }).catch(() => null);
});
