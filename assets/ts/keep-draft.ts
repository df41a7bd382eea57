// <form data-draft-url="…"> saves what is being written: after a pause of
// 800 ms, on leaving a field and on leaving the page. One save at a time, and
// sending waits for it, so that a late draft never outlives the sent message.
// [data-draft-state] in the form says where we are; its words come from its
// own data-saving, data-saved and data-failed.
import { behaviour } from "./behaviour";
import { csrfToken } from "./csrf";
import { formWords } from "./form-words";

const PAUSE = 800;
const RETRY = 5000;

type State = "saving" | "saved" | "failed";

interface Confirming {
  issueRequest: (sure: boolean) => void;
  triggeringEvent?: Event;
}

function carrying(pressed: HTMLElement | null): HTMLInputElement | null {
  if (!(pressed instanceof HTMLButtonElement) || !pressed.name) return null;
  const carrier = document.createElement("input");
  carrier.type = "hidden";
  [carrier.name, carrier.value] = [pressed.name, pressed.value];
  return carrier;
}

behaviour<HTMLFormElement>("form[data-draft-url]", (form) => {
  let saved = written();
  let timer = 0;
  let running: Promise<void> | null = null;
  let sending = false;

  function written(): string {
    const words = formWords(form);
    words.delete("csrfmiddlewaretoken");
    if (!words.get("html")) words.delete("html"); // a field of the editor's, which comes later
    return words.toString();
  }

  function tell(state: State): void {
    const line = form.querySelector<HTMLElement>("[data-draft-state]");
    if (!line) return;
    line.dataset.state = state;
    line.textContent = line.dataset[state] ?? "";
  }

  const soon = (pause: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(save, pause);
  };

  async function put(body: string): Promise<void> {
    tell("saving");
    try {
      const answer = await fetch(form.dataset.draftUrl ?? "", {
        method: form.dataset.draftMethod ?? "POST",
        headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
        body: new URLSearchParams(body),
        keepalive: body.length < 60_000, // what a closing page may still send
      });
      // A redirect leads to the sign-in page: nothing was kept.
      const kept = answer.ok && !answer.redirected;
      if (kept) saved = body;
      tell(kept ? "saved" : "failed");
    } catch {
      tell("failed"); // no connection; a refusal would only be repeated
      soon(RETRY);
    }
  }

  function save(): void {
    clearTimeout(timer);
    if (running || sending || !form.isConnected) return;
    const body = written();
    if (body === saved) return;
    running = put(body).finally(() => {
      running = null;
      if (!sending && saved === body && written() !== body) soon(PAUSE);
    });
  }

  form.addEventListener("input", () => soon(PAUSE));
  form.addEventListener("change", () => soon(PAUSE));
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => {
    sending = true;
    clearTimeout(timer);
  });

  // What brings the composer anew, with a draft that the server put together, is not overtaken.
  const brings = (event: Event) =>
    event.target === form || (event.target as Element).matches("[data-brings-draft]");
  const before = (event: Event) => {
    if (!brings(event)) return;
    sending = true;
    clearTimeout(timer);
    if (!running) return;
    const { issueRequest, triggeringEvent } = (event as CustomEvent<Confirming>).detail;
    event.preventDefault();
    const pressed = triggeringEvent instanceof SubmitEvent ? triggeringEvent.submitter : null;
    void running.then(() => {
      // By then htmx has forgotten which button it was, and with it the chosen status.
      const carrier = carrying(pressed);
      if (carrier) form.append(carrier);
      issueRequest(true);
      carrier?.remove();
    });
  };
  const after = (event: Event) => {
    if (!brings(event)) return;
    sending = false;
    // A reset after success is not worth a save.
    if ((event as CustomEvent<{ successful: boolean }>).detail.successful) saved = written();
  };
  document.addEventListener("htmx:confirm", before);
  document.addEventListener("htmx:afterRequest", after);

  const leave = () => {
    if (document.visibilityState === "hidden") save();
  };
  const online = () => save();
  document.addEventListener("visibilitychange", leave);
  addEventListener("online", online);
  form.addEventListener("htmx:beforeCleanupElement", (event) => {
    if (event.target !== form) return;
    save();
    document.removeEventListener("visibilitychange", leave);
    removeEventListener("online", online);
    document.removeEventListener("htmx:confirm", before);
    document.removeEventListener("htmx:afterRequest", after);
  });
});
