// <details data-write-when-open>: who opens it means to write, so its first
// field has the cursor at once; what is typed would else be taken for keys.
import { behaviour } from "./behaviour";

behaviour<HTMLDetailsElement>("details[data-write-when-open]", (details) => {
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    const field = details.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea");
    field?.focus();
    // The tags that are there stay; one writes on behind them.
    if (field instanceof HTMLInputElement) field.setSelectionRange(field.value.length, field.value.length);
  });
});
