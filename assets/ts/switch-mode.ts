// The composer's tabs: reply, note, forward. The whole box changes, so that
// nobody sends a note to a customer or the other way round.
//
//   <form data-switch-mode data-mode="reply"> … <input type="hidden" name="mode">
//   <button role="tab" data-mode="note" data-hint="placeholder" data-send="label of the button"
//           data-action="/where/this/mode/goes/">
//   <button data-send-button data-send="its label in a mode that names none">
// [data-only-mode="reply"] shows in that mode alone. A tab or part that comes anew takes effect.
import { behaviour } from "./behaviour";
import { writeOn } from "./insert-text";

behaviour<HTMLFormElement>("form[data-switch-mode]", (form) => {
  // A choice for pages without script: brought by htmx it would be a field, and be sent.
  for (const each of form.querySelectorAll("noscript")) each.remove();
  const tabs = () => [...form.querySelectorAll<HTMLButtonElement>('[role="tab"][data-mode]')];
  const chosen = () => tabs().find((tab) => tab.dataset.mode === form.dataset.mode);
  const tabOf = (event: Event) =>
    event.target instanceof Element ? tabs().find((tab) => tab.contains(event.target as Element)) : undefined;

  function show(tab: HTMLButtonElement): void {
    const mode = tab.dataset.mode ?? "";
    form.dataset.mode = mode;
    for (const each of tabs()) {
      each.setAttribute("aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
    }
    const field = form.querySelector<HTMLInputElement>('input[type="hidden"][name="mode"]');
    if (field && field.value !== mode) {
      field.value = mode;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (tab.dataset.action) form.action = tab.dataset.action;
    const area = form.querySelector("textarea");
    if (area && tab.dataset.hint !== undefined) {
      area.placeholder = tab.dataset.hint;
      area.setAttribute("aria-label", tab.textContent?.trim() ?? "");
    }
    const send = form.querySelector<HTMLElement>("[data-send-button]");
    const label = tab.dataset.send ?? send?.dataset.send;
    if (send && label !== undefined) send.textContent = label;
    for (const part of form.querySelectorAll<HTMLElement>("[data-only-mode]")) {
      part.hidden = !(part.dataset.onlyMode ?? "").split(" ").includes(mode);
    }
  }

  form.addEventListener("click", (event) => {
    const tab = tabOf(event);
    if (!tab) return;
    show(tab);
    writeOn(form);
  });
  form.addEventListener("keydown", (event) => {
    const all = tabs();
    const tab = tabOf(event);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = tab && step && all.at((all.indexOf(tab) + step) % all.length);
    if (!next) return;
    event.preventDefault();
    next.focus();
    show(next);
  });

  // htmx reads the address once; the chosen tab's wins.
  form.addEventListener("htmx:configRequest", (event) => {
    const action = chosen()?.dataset.action;
    if (event.target === form && action) (event as CustomEvent<{ path: string }>).detail.path = action;
  });

  function showChosen(): void {
    const first = chosen() ?? tabs()[0];
    if (first) show(first);
  }

  form.addEventListener("htmx:load", showChosen);
  showChosen();
});
