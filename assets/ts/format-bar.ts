// The small bar of the editor. [data-format-toggle] in a form shows [data-format-bar], which is
// remembered; a button there with data-format="bold" does that where the cursor is and shows by
// aria-pressed whether it is on. data-only-in="table": shown while the cursor is in one. A link's
// address is written in [data-link-row]. One Tab stop: the arrow keys go from button to button.
import type { RichEditor } from "./editor/editor";
import { isComposing } from "./keyboard";

const STORED = "maru-format-bar";

export function formatBar(form: HTMLFormElement, editor: RichEditor, addPictures: (files: File[]) => void): () => void {
  const bar = form.querySelector<HTMLElement>("[data-format-bar]");
  const toggle = form.querySelector<HTMLButtonElement>("[data-format-toggle]");
  const row = form.querySelector<HTMLElement>("[data-link-row]");
  const address = row?.querySelector<HTMLInputElement>("input");
  if (!bar || !toggle || !row || !address) return () => undefined;
  const buttons = [...bar.querySelectorAll<HTMLElement>("[data-format], label")];
  toggle.hidden = false;

  function show(isOpen: boolean): void {
    bar!.hidden = !isOpen;
    toggle!.setAttribute("aria-pressed", String(isOpen));
    if (!isOpen) row!.hidden = true;
  }

  function mark(): void {
    if (bar!.hidden) return;
    for (const button of buttons) {
      const name = button.dataset.format ?? "";
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(editor.isOn(name)));
      if (button.dataset.onlyIn) button.hidden = !editor.isOn(button.dataset.onlyIn);
    }
  }

  function link(): void {
    row!.hidden = !row!.hidden;
    if (row!.hidden) return editor.focus();
    address!.value = editor.link();
    address!.select();
  }

  function setLink(to: string): void {
    row!.hidden = true;
    editor.setLink(to.trim());
  }

  toggle.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays
  toggle.addEventListener("click", () => {
    show(bar.hidden);
    localStorage.setItem(STORED, bar.hidden ? "off" : "on");
    mark();
    editor.focus();
  });
  bar.addEventListener("mousedown", (event) => {
    if ((event.target as Element).closest("button")) event.preventDefault(); // the cursor stays
  });
  bar.addEventListener("click", (event) => {
    const name = (event.target as Element).closest<HTMLElement>("button[data-format]")?.dataset.format;
    if (!name) return;
    if (name === "link") link();
    else editor.format(name);
    mark();
  });
  const files = bar.querySelector<HTMLInputElement>("input[type=file]");
  files?.addEventListener("change", (event) => {
    event.stopPropagation(); // the form's own field for files is another
    addPictures([...(files.files ?? [])]);
    files.value = "";
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const seen = buttons.filter((each) => !each.hidden).map((each) => each.querySelector("input") ?? each);
    const at = seen.indexOf(document.activeElement as HTMLElement);
    const next = step && at >= 0 ? seen.at((at + step) % seen.length) : undefined;
    if (!next) return;
    event.preventDefault();
    for (const each of seen) each.tabIndex = each === next ? 0 : -1;
    next.focus();
  });
  for (const [place, each] of buttons.entries()) (each.querySelector("input") ?? each).tabIndex = place ? -1 : 0;
  row.addEventListener("keydown", (event) => {
    if (isComposing(event) || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault(); // the form is not sent, its field not left
    event.stopPropagation();
    if (event.key === "Enter") setLink(address.value);
    else link();
  });
  row.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("button");
    if (button) setLink(button.hasAttribute("data-unlink") ? "" : address.value);
  });

  show(localStorage.getItem(STORED) === "on");
  mark();
  return mark;
}
