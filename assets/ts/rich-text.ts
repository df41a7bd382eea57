// <textarea data-editor="/static/editor.js" data-html="what it holds, with its form"> becomes the
// rich editor. The textarea stays the truth of its form: it holds the words, and a hidden field
// `html` beside it their form. The editor is a bundle of its own, fetched once somebody is about
// to write or the page has nothing else to do; until then, and where it cannot be had, one writes
// plain words.
import { behaviour } from "./behaviour";
import { csrfToken } from "./csrf";
import type { EMOJI, MakeEditor, RichEditor } from "./editor/editor";
import type { Uploaded } from "./editor/pictures";
import { formatBar } from "./format-bar";
import { type Choice, pickInline } from "./inline-picker";
import { giveBack, takeOver } from "./insert-text";

interface Bundle {
  makeEditor: MakeEditor;
  EMOJI: typeof EMOJI;
}

const bundles = new Map<string, Promise<Bundle>>();

function bundle(address: string): Promise<Bundle> {
  const asked = bundles.get(address) ?? (import(address) as Promise<Bundle>);
  bundles.set(address, asked);
  asked.catch(() => bundles.delete(address)); // with the next composer, once more
  return asked;
}

const whenIdle = (run: () => void): void => {
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 4000 });
  else setTimeout(run, 1000);
};

/** A dialog that is closed gives the cursor back to where it was: that must still be there. */
async function untilNoDialog(): Promise<void> {
  for (let open = document.querySelector("dialog:modal"); open; open = document.querySelector("dialog:modal")) {
    const dialog = open;
    await new Promise((resolve) => dialog.addEventListener("close", () => setTimeout(resolve), { once: true }));
  }
}

async function emoji(address: string): Promise<Choice[]> {
  const isKorean = document.documentElement.lang === "ko";
  return (await bundle(address)).EMOJI.map(({ sign, korean, english }) => ({
    label: isKorean ? korean : english, note: sign, icon: "", text: sign, words: isKorean ? english : korean,
  }));
}

/** Send a picture ahead of its message. Rejected with the server's words, or none. */
async function send(file: File, area: HTMLTextAreaElement, form: HTMLFormElement): Promise<Uploaded> {
  const body = new FormData();
  body.append("picture", file);
  body.append("mode", form.dataset.mode ?? "");
  const answer = await fetch(area.dataset.picturesTo ?? "", { method: "POST", headers: { "X-CSRFToken": csrfToken() }, body }).catch(() => null);
  const told = answer && !answer.redirected ? ((await answer.json().catch(() => ({}))) as Partial<Uploaded> & { message?: string }) : {};
  if (!answer?.ok || !told.key || !told.address) throw new Error(told.message ?? "");
  return { key: told.key, address: told.address };
}

function tell(form: HTMLFormElement, words: string): void {
  const place = form.querySelector("#composer-notice");
  if (place) place.textContent = words;
}

behaviour<HTMLTextAreaElement>("textarea[data-editor]", (area) => {
  const form = area.form;
  if (!form) return;
  const given = area.dataset.html ?? "";
  const html = document.createElement("input");
  Object.assign(html, { type: "hidden", name: "html", value: given });
  area.after(html);
  area.readOnly = given !== ""; // plain words would cost it its form: a moment until the editor is here

  let editor: RichEditor | null = null;
  let isAsked = false;
  let isComposing = false;
  area.addEventListener("compositionstart", () => (isComposing = true));
  area.addEventListener("compositionend", () => (isComposing = false));
  area.addEventListener("input", () => !editor && !area.readOnly && (html.value = "")); // its form was of other words

  async function fetchOnce(): Promise<void> {
    if (isAsked) return;
    isAsked = true;
    try {
      const { makeEditor } = await bundle(area.dataset.editor ?? "");
      if (isComposing) await new Promise((resolve) => area.addEventListener("compositionend", () => setTimeout(resolve), { once: true }));
      await untilNoDialog();
      if (area.isConnected) mount(makeEditor);
    } catch {
      area.readOnly = false; // plain words it is
    }
  }

  function mount(makeEditor: MakeEditor): void {
    const place = document.createElement("div");
    place.className = "composer-editor";
    place.dataset.richText = "";
    let mark = (): void => undefined;
    const hadFocus = document.activeElement === area;
    area.before(place);
    const made = makeEditor(place, {
      text: area.value,
      html: html.value,
      at: area.selectionStart,
      leaveTo: area.dataset.leaveTo ?? "",
      pictures: {
        addresses: JSON.parse(area.dataset.pictures ?? "{}") as Record<string, string>,
        send: (file) => send(file, area, form!),
        failed: (words) => tell(form!, words || (area.dataset.notSent ?? "")),
      },
      moved: () => mark(),
      changed: () => {
        if (!editor) return; // nothing was written yet
        area.value = editor.text();
        html.value = editor.html();
        area.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept
      },
    });
    editor = made;
    takeOver(form!, made);
    mark = formatBar(form!, made, made.addPictures);
    area.readOnly = false;
    area.hidden = true;
    name();
    // What the tabs call it, and what to write, is theirs to say.
    new MutationObserver(name).observe(area, { attributeFilter: ["aria-label", "placeholder"] });
    if (hadFocus) made.focus();
  }

  function name(): void {
    editor?.name(area.getAttribute("aria-label") ?? "", area.placeholder);
  }

  // A picture that is on its way goes along: sending waits for it.
  form.addEventListener("htmx:confirm", (event) => {
    const sending = event.target === form && editor?.sending();
    if (!sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { triggeringEvent } = (event as CustomEvent<{ triggeringEvent?: Event }>).detail;
    const button = triggeringEvent instanceof SubmitEvent ? triggeringEvent.submitter : null;
    void sending.then(() => form.requestSubmit(button));
  });

  pickInline(form, { sign: ":", least: 1, isOn: () => editor !== null, choices: () => emoji(area.dataset.editor ?? "") });
  form.addEventListener("focusin", () => void fetchOnce(), { once: true });
  whenIdle(() => void fetchOnce());
  form.addEventListener("htmx:beforeCleanupElement", (event) => {
    if (event.target !== form || !editor) return;
    editor.destroy();
    giveBack(form);
  });
});
