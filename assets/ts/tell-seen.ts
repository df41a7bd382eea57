// <main data-tell-seen="/tickets/7/seen/">: tells the server up to which message (#shown)
// this ticket has been in sight. Not while the page lies behind another: what comes
// meanwhile stays unread.
import htmx from "htmx.org";
import { behaviour } from "./behaviour";
import { csrfToken } from "./csrf";
import { whenPainted } from "./when-quiet";

behaviour<HTMLElement>("[data-tell-seen]", (page) => {
  const shown = () => page.querySelector<HTMLInputElement>("#shown")?.value ?? "";
  let told = "";

  async function tell(): Promise<void> {
    const upto = shown();
    if (document.visibilityState !== "visible" || !page.isConnected || upto === told) return;
    told = upto;
    const body = new URLSearchParams({ upto });
    const headers = { "X-CSRFToken": csrfToken() };
    try {
      const answer = await fetch(page.dataset.tellSeen ?? "", { method: "POST", headers, body, keepalive: true });
      if (!answer.ok) told = "";
      else {
        document.dispatchEvent(new Event("maru:seen"));
        for (const bell of document.querySelectorAll('[data-live="bell"]')) htmx.trigger(bell, "live");
      }
    } catch {
      told = ""; // the server is away: with the next message, or the next look
    }
  }

  document.addEventListener("visibilitychange", () => void tell());
  document.addEventListener("htmx:afterSettle", () => void tell());
  whenPainted(() => void tell());
});
