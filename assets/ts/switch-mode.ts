// The composer's tabs: reply, note, forward. The whole box changes, so that
// nobody sends a note to a customer or the other way round.
//
//   <form data-switch-mode data-mode="reply"> … <input type="hidden" name="mode">
//   <button role="tab" data-mode="note" data-hint="placeholder" data-send="label of the button"
//           data-action="/where/this/mode/goes/">
// [data-only-mode="reply"] shows in that mode alone.
import { behaviour } from "./behaviour";

behaviour<HTMLFormElement>("form[data-switch-mode]", (form) => {
  const tabs = [...form.querySelectorAll<HTMLButtonElement>('[role="tab"][data-mode]')];
  const chosen = () => tabs.find((tab) => tab.dataset.mode === form.dataset.mode);

  function show(tab: HTMLButtonElement): void {
    const mode = tab.dataset.mode ?? "";
    form.dataset.mode = mode;
    for (const each of tabs) {
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
    if (send && tab.dataset.send !== undefined) send.textContent = tab.dataset.send;
    for (const part of form.querySelectorAll<HTMLElement>("[data-only-mode]")) {
      part.hidden = !(part.dataset.onlyMode ?? "").split(" ").includes(mode);
    }
  }

  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => {
      show(tab);
      form.querySelector("textarea")?.focus();
    });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step && tabs.at((index + step) % tabs.length);
      if (!next) return;
      event.preventDefault();
      next.focus();
      show(next);
    });
  });

  // htmx reads the address once; the chosen tab's wins.
  form.addEventListener("htmx:configRequest", (event) => {
    const action = chosen()?.dataset.action;
    if (event.target === form && action) (event as CustomEvent<{ path: string }>).detail.path = action;
  });

  const first = chosen() ?? tabs[0];
  if (first) show(first);
});
