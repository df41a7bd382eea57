// <form data-quick-lines>: in its textarea Enter sends it, Shift+Enter begins a line, several
// lines may be pasted. Once it is taken the field is empty and keeps the cursor: the next one.
import { isComposing } from "./keyboard";

document.addEventListener("keydown", (event) => {
  const typed = event.target as HTMLElement;
  const form = typed.closest<HTMLFormElement>("form[data-quick-lines]");
  if (!form || !(typed instanceof HTMLTextAreaElement)) return;
  if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = (event as CustomEvent<{ elt: Element; xhr: XMLHttpRequest }>).detail;
  // What is refused (422) is shown, and counts as heard by htmx.
  if (!(xhr.status >= 200 && xhr.status < 300) || !(elt instanceof HTMLFormElement) || !("quickLines" in elt.dataset)) return;
  elt.reset();
  elt.querySelector<HTMLElement>("textarea, input:not([type=hidden])")?.focus();
});
