// Ctrl+Enter (⌘↵) in a form[data-submit-shortcut] sends it, with Shift by its
// [data-send-and-solve], where its mode shows that. Pressed while a syllable is in the making, it
// waits for the end of it: in Korean the last one always is.
import { isComposing, pressed } from "./keyboard";

const PATIENCE = 1000; // ms in which the syllable that it ended must be done

document.addEventListener("keydown", (event) => {
  const isHeld = event.ctrlKey || event.metaKey;
  const isInSyllable = isComposing(event);
  const keys = isInSyllable && isHeld && event.code === "Enter" ? `mod+${event.shiftKey ? "shift+" : ""}enter` : pressed(event);
  if ((keys !== "mod+enter" && keys !== "mod+shift+enter") || event.repeat) return;
  const field = event.target as HTMLElement;
  const form = field.closest<HTMLFormElement>("form[data-submit-shortcut]");
  if (!form) return;
  const isSolve = keys === "mod+shift+enter";
  if (isInSyllable) return afterSyllable(field, () => send(form, isSolve));
  event.preventDefault();
  send(form, isSolve);
});

function send(form: HTMLFormElement, isSolve: boolean): void {
  const solve = form.querySelector<HTMLButtonElement>("[data-only-mode]:not([hidden]) [data-send-and-solve]");
  if (isSolve && solve) {
    solve.click(); // htmx takes its value along only if it was pressed
    return;
  }
  const button =
    form.querySelector<HTMLButtonElement>("[data-send-button]") ??
    form.querySelector<HTMLButtonElement>("[type=submit]");
  if (!button?.disabled) form.requestSubmit(button);
}

function afterSyllable(field: HTMLElement, run: () => void): void {
  const meant = new AbortController();
  const { signal } = meant;
  // The field is written once all who listen have heard of the end.
  field.addEventListener("compositionend", () => setTimeout(run), { once: true, signal });
  field.addEventListener("keydown", (event) => event.repeat || meant.abort(), { signal }); // no, one writes on
  setTimeout(() => meant.abort(), PATIENCE);
}
