// <form data-open-changes="#conversation">: its button opens, or folds, what changed between the
// messages, at once; the server keeps it as one's habit. What comes later is opened likewise.
import { behaviour } from "./behaviour";

const CHANGES = "details.event";
let areOpen: boolean | null = null; // as the page said; a header that comes later does not know it

behaviour<HTMLFormElement>("form[data-open-changes]", (form) => {
  const button = form.querySelector<HTMLButtonElement>("button");
  if (!button) return;
  areOpen ??= button.getAttribute("aria-pressed") === "true";
  const show = (): void => {
    button.setAttribute("aria-pressed", String(areOpen));
    button.name = areOpen ? "undo" : "";
  };
  show();
  form.addEventListener("submit", () => {
    // What is sent says what the button said before.
    setTimeout(() => {
      areOpen = !areOpen;
      show();
      for (const each of document.querySelectorAll<HTMLDetailsElement>(CHANGES)) each.open = areOpen;
    });
  });
});

behaviour<HTMLDetailsElement>(CHANGES, (changes) => {
  if (areOpen) changes.open = true;
});
