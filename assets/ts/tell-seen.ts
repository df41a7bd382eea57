// <main data-tell-seen="/tickets/7/seen/">: tells the server up to which message (#shown)
// this ticket has been in sight. Not while the page lies behind another: what comes
// meanwhile stays unread. <form data-unseen> in it makes the ticket unread again: the last word
// is its own, whatever is still on its way.
import htmx from "htmx.org";
import { behaviour } from "./behaviour";
import { csrfToken } from "./csrf";
import { isAhead, whenPainted } from "./when-quiet";

behaviour<HTMLElement>("[data-tell-seen]", (page) => {
  const shown = () => page.querySelector<HTMLInputElement>("#shown")?.value ?? "";
  let told = "";
  let telling: Promise<void> | null = null;
  let isOver = false;

  function tell(): void {
    const upto = shown();
    const isInSight = document.visibilityState === "visible" && !isAhead() && page.isConnected;
    if (isOver || !isInSight || upto === told) return;
    told = upto;
    telling = tellThat(upto);
  }

  async function tellThat(upto: string): Promise<void> {
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

  page.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || !form.matches("[data-unseen]")) return;
      isOver = true;
      if (!telling) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void telling.then(() => {
        telling = null;
        form.requestSubmit();
      });
    },
    { capture: true },
  );
  document.addEventListener("visibilitychange", tell);
  document.addEventListener("htmx:afterSettle", tell);
  whenPainted(tell);
});
