// Where one writes: the field for words of a form, whatever it is made of. A textarea is one by
// itself; the editor takes its place (rich-text.ts). All else that writes there (placeholders,
// macros, what @ and / offer) asks this file alone.
//
// <button data-insert-text="{{customer.name}}"> in a form: puts the text where the cursor stands.

export interface Field {
  /** What has the cursor and gets the keys. */
  element: HTMLElement;
  insert: (text: string) => void;
  focus: () => void;
  cursor: () => DOMRect;
  /** What stands before the cursor, back to the beginning of its line at least. */
  before: () => string;
  /** What stands behind it, to the end of its line at least. */
  after: () => string;
  /** Write `text` in place of the `length` characters before the cursor, and of what is selected. */
  replaceBefore: (length: number, text: string) => void;
}

const taken = new WeakMap<Element, Field>();

/** Let `field` be where one writes in `form`, in place of its textarea. */
export function takeOver(form: Element, field: Field): void {
  taken.set(form, field);
}

export const giveBack = (form: Element): void => void taken.delete(form);

/** Return where one writes in `form`; null in one without. */
export function fieldOf(form: Element): Field | null {
  const area = form.querySelector("textarea");
  return taken.get(form) ?? (area ? plain(area) : null);
}

// Where the cursor was when a field was left: back in it, Chromium says 0 for a moment.
const left = new WeakMap<EventTarget, [number, number]>();
document.addEventListener("focusout", ({ target }) => {
  if (target instanceof HTMLTextAreaElement) left.set(target, [target.selectionStart, target.selectionEnd]);
});
const isBack = ({ target }: Event) => left.delete(target === document ? (document.activeElement ?? document) : (target ?? document));
for (const kind of ["selectionchange", "input"]) document.addEventListener(kind, isBack);

function plain(area: HTMLTextAreaElement): Field {
  function put(text: string, start: number, end: number): void {
    area.focus();
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept
    area.scrollTop = area.scrollHeight * (area.selectionEnd / Math.max(1, area.value.length)) - area.clientHeight / 2;
  }
  const cursor = () => {
    const box = area.getBoundingClientRect();
    const style = getComputedStyle(area);
    const lines = area.value.slice(0, area.selectionStart).split("\n").length - 1;
    const top = box.top + parseFloat(style.paddingTop) + lines * parseFloat(style.lineHeight) - area.scrollTop;
    return new DOMRect(box.left + parseFloat(style.paddingLeft), Math.min(Math.max(top, box.top), box.bottom), 0, parseFloat(style.lineHeight));
  };
  return {
    element: area,
    insert: (text) => put(text, ...(left.get(area) ?? [area.selectionStart, area.selectionEnd])),
    focus: () => area.focus(),
    cursor,
    before: () => area.value.slice(0, area.selectionStart),
    after: () => area.value.slice(area.selectionEnd),
    replaceBefore: (length, text) => put(text, area.selectionStart - length, area.selectionEnd),
  };
}

/** Put `text` where the cursor stands in `form`, in place of what is selected; the cursor goes behind it. */
export const insertText = (form: Element, text: string): void => fieldOf(form)?.insert(text);

/** Give the cursor back to where it was in `form`. */
export const writeOn = (form: Element): void => fieldOf(form)?.focus();

/** Where the cursor stands on the screen. */
export const cursorPlace = (form: Element): DOMRect => fieldOf(form)?.cursor() ?? form.getBoundingClientRect();

/** Ask `run` when `character` is about to be written at the beginning of an empty line; it is not, where that answers true. */
export function onEmptyLine(character: string, run: (form: HTMLFormElement) => boolean): void {
  document.addEventListener("beforeinput", (event) => {
    if (event.data !== character || event.isComposing || !(event.target instanceof HTMLElement)) return;
    const form = event.target.closest("form");
    const field = form && fieldOf(form);
    if (!field || field.element !== event.target) return;
    if (!/(^|\n)$/.test(field.before()) || !/^(\n|$)/.test(field.after())) return;
    if (run(form)) event.preventDefault();
  });
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-insert-text]");
  const form = button?.closest("form");
  if (button && form) insertText(form, button.dataset.insertText ?? "");
});
