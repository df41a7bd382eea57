// <textarea data-editor="/static/editor.js" data-html="what it holds, with its form"> becomes the
// rich editor. The textarea stays the truth of its form: it holds the words, and a hidden field
// `html` beside it their form. The editor is a bundle of its own, fetched once somebody is about
// to write or the page has nothing else to do; until then, and where it cannot be had, one writes
// plain words.
import { behaviour } from "./behaviour";
import type { MakeEditor, RichEditor } from "./editor/editor";
import { bundle, emoji } from "./editor-bundle";
import { formatBar } from "./format-bar";
import { pickInline } from "./inline-picker";
import { giveBack, takeOver } from "./insert-text";
import { sendPicture } from "./send-picture";
import { untilNoDialog, whenIdle } from "./when-quiet";

function tell(form: HTMLFormElement, words: string): void {
  const place = form.querySelector("#composer-notice");
  if (place) place.textContent = words;
}

// A picture that is on its way goes along: sending waits for it.
function waitForPictures(form: HTMLFormElement, editor: () => RichEditor | null): void {
  form.addEventListener("htmx:confirm", (event) => {
    const sending = event.target === form && editor()?.sending();
    if (!sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { triggeringEvent } = (event as CustomEvent<{ triggeringEvent?: Event }>).detail;
    const button = triggeringEvent instanceof SubmitEvent ? triggeringEvent.submitter : null;
    void sending.then(() => form.requestSubmit(button));
  });
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
        send: (file) => sendPicture(file, area, form!),
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

  waitForPictures(form, () => editor);
  pickInline(form, { sign: ":", least: 1, isOn: () => editor !== null, choices: () => emoji(area.dataset.editor ?? "") });
  form.addEventListener("focusin", () => void fetchOnce(), { once: true });
  whenIdle(() => void fetchOnce());
  form.addEventListener("htmx:beforeCleanupElement", (event) => {
    if (event.target !== form || !editor) return;
    editor.destroy();
    giveBack(form);
  });
});
