// <form data-draft-url="…"> saves what is being written: after a pause of
// 800 ms, on leaving a field and on leaving the page. One save at a time, and
// sending waits for it, so that a late draft never outlives the sent message.
// [data-draft-state] in the form says where we are; its words come from its
// own data-saving, data-saved and data-failed.
import { behaviour } from "./behaviour";
import { csrfToken } from "./csrf";

const PAUSE = 800;
const RETRY = 5000;

type State = "saving" | "saved" | "failed";

behaviour<HTMLFormElement>("form[data-draft-url]", (form) => {
  let saved = written();
  let timer = 0;
  let running: Promise<void> | null = null;
  let sending = false;

  function written(): string {
    const text = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") text.append(name, value);
    }
    return text.toString();
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

  form.addEventListener("htmx:confirm", (event) => {
    if (event.target !== form || !running) return;
    const { issueRequest } = (event as CustomEvent<{ issueRequest: (sure: boolean) => void }>).detail;
    event.preventDefault();
    void running.then(() => issueRequest(true));
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form) return;
    sending = false;
    // A reset after success is not worth a save.
    if ((event as CustomEvent<{ successful: boolean }>).detail.successful) saved = written();
  });

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
  });
});
