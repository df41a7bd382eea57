// data-send-in-pieces="<address of uploads>" on a form: files that are larger
// together than data-limit (bytes) go ahead of it, in pieces of data-piece
// bytes, and the form then names their keys. A broken line is waited out; a
// file chosen again goes on where it stopped, for the server knows how far it
// got. [data-sending] shows it; its words are in <template data-words>.
import { behaviour } from "./behaviour";
import { bytes } from "./bytes";
import { csrfToken } from "./csrf";

interface Upload {
  key: string;
  url: string;
  received: number;
  whole: boolean;
}

class Refused extends Error {}

const PAUSES = [1, 2, 5, 10, 30]; // seconds after 1, 2, ... failures in a row
const PATIENCE = 120_000; // milliseconds for one piece
const AWAY = new Set([408, 429, 500, 502, 503, 504]);

behaviour<HTMLFormElement>("[data-send-in-pieces]", (form) => {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  const shown = form.querySelector<HTMLElement>("[data-sending]");
  if (!input || !shown) return;
  const bar = shown.querySelector("progress")!;
  const pause = shown.querySelector<HTMLButtonElement>("[data-pause]");
  const limit = Number(form.dataset.limit);
  const piece = Number(form.dataset.piece);
  let isUnderWay = false;

  const part = (name: string): HTMLElement => shown.querySelector<HTMLElement>(`[data-${name}]`)!;
  const say = (what: string): void => {
    const words = shown.querySelector<HTMLTemplateElement>(`template[data-words="${what}"]`);
    part("state").textContent = words?.content.textContent ?? what;
  };

  function show(file: File, received: number): void {
    part("file").textContent = file.name;
    part("far").textContent = `${bytes(received)} / ${bytes(file.size)}`;
    bar.value = file.size ? (100 * received) / file.size : 0;
  }

  // Ask until there is an answer that says something of the file.
  async function asked(url: string, init: () => RequestInit): Promise<Upload | number> {
    for (let failures = 0; ; failures++) {
      let what = "away";
      try {
        const answer = await fetch(url, {
          headers: { "X-CSRFToken": csrfToken() },
          redirect: "manual", // to the page for signing in
          signal: AbortSignal.timeout(PATIENCE),
          ...init(),
        });
        if (answer.type === "opaqueredirect") throw new Refused("lost");
        if (answer.ok) return (await answer.json()) as Upload;
        if (answer.status === 409) return ((await answer.json()) as Upload).received;
        const words = answer.headers.get("Content-Type")?.includes("json")
          ? ((await answer.json()) as { message?: string }).message
          : "";
        if (words) throw new Refused(words);
        if (answer.status === 507) what = "full";
        else if (!AWAY.has(answer.status)) throw new Refused("lost");
      } catch (error) {
        if (error instanceof Refused) throw error;
      }
      say(what);
      await whenBack(PAUSES[Math.min(failures, PAUSES.length - 1)]!);
    }
  }

  function whenBack(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, seconds * 1000);
      window.addEventListener("online", done);
      function done(): void {
        clearTimeout(timer);
        window.removeEventListener("online", done);
        resolve();
      }
    });
  }

  async function sent(file: File): Promise<string> {
    const body = new FormData();
    body.append("name", file.name);
    body.append("size", String(file.size));
    body.append("modified", String(file.lastModified));
    const begun = await asked(form.dataset.sendInPieces!, () => ({ method: "POST", body }));
    if (typeof begun === "number") throw new Refused("lost");
    let { received, whole } = begun;
    show(file, received);
    say("sending");
    while (!whole) {
      while (pause?.getAttribute("aria-pressed") === "true") {
        say("paused");
        await whenBack(0.5);
      }
      // All is there, but the answer was lost: its last byte once more ends it.
      const at = Math.min(received, file.size - 1);
      const told = await asked(`${begun.url}?at=${at}`, () => ({
        method: "PATCH",
        body: file.slice(at, at + piece),
      }));
      if (typeof told === "number") received = told;
      else ({ received, whole } = told);
      show(file, received);
      say("sending");
    }
    return begun.key;
  }

  async function sendAll(submitter: HTMLElement | null): Promise<void> {
    const buttons = [...form.querySelectorAll<HTMLButtonElement>("button")].filter((each) => each !== pause);
    isUnderWay = true;
    shown!.hidden = false;
    for (const each of buttons) each.disabled = true;
    try {
      for (const file of input!.files ?? []) {
        const key = document.createElement("input");
        Object.assign(key, { type: "hidden", name: "keys", value: await sent(file) });
        form.append(key);
      }
      say("done");
      input!.disabled = true; // they are there already
    } catch (error) {
      say(error instanceof Error ? error.message : "lost");
      for (const key of form.querySelectorAll<HTMLInputElement>('input[name="keys"]')) key.remove();
      for (const each of buttons) each.disabled = false;
      isUnderWay = false;
      return;
    }
    isUnderWay = false;
    for (const each of buttons) each.disabled = false;
    form.requestSubmit(submitter);
  }

  form.addEventListener("submit", (event) => {
    if (isUnderWay) return event.preventDefault();
    if (input.disabled) return; // sent
    const together = [...(input.files ?? [])].reduce((sum, file) => sum + file.size, 0);
    if (together <= limit) return;
    event.preventDefault();
    void sendAll(event.submitter);
  });
  pause?.addEventListener("click", () => {
    pause.setAttribute("aria-pressed", String(pause.getAttribute("aria-pressed") !== "true"));
  });
  window.addEventListener("beforeunload", (event) => {
    if (isUnderWay) event.preventDefault();
  });
});
