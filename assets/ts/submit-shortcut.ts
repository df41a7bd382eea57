// Ctrl+Enter (⌘↵) in a form[data-submit-shortcut] sends it.
import { isComposing, pressed } from "./keyboard";

document.addEventListener("keydown", (event) => {
  if (pressed(event) !== "mod+enter" || isComposing(event) || event.repeat) return;
  const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-submit-shortcut]");
  if (!form) return;
  event.preventDefault();
  const send =
    form.querySelector<HTMLButtonElement>("[data-send-button]") ??
    form.querySelector<HTMLButtonElement>("[type=submit]");
  if (!send?.disabled) form.requestSubmit(send);
});
