// <button data-theme-choice="light|dark|system">: at once here, and kept with the member, where
// <html data-theme-to="/profile/theme/"> says so, for every other machine.
import { behaviour } from "./behaviour";
import { csrfToken } from "./csrf";

const STORED = "maru-theme";
const page = document.documentElement;

function mark(): void {
  const now = page.dataset.theme ?? "system";
  for (const each of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    each.setAttribute("aria-pressed", String(each.dataset.themeChoice === now));
  }
}

function keep(theme: string): void {
  if (!page.dataset.themeTo) return;
  const body = new URLSearchParams({ theme });
  const headers = { "X-CSRFToken": csrfToken() };
  // What does not arrive is chosen here all the same, until the next page.
  void fetch(page.dataset.themeTo, { method: "POST", headers, body, keepalive: true }).catch(() => undefined);
}

behaviour<HTMLButtonElement>("[data-theme-choice]", (button) => {
  button.addEventListener("click", () => {
    const choice = button.dataset.themeChoice ?? "system";
    if (choice === "light" || choice === "dark") {
      page.dataset.theme = choice;
      localStorage.setItem(STORED, choice);
    } else {
      delete page.dataset.theme;
      localStorage.removeItem(STORED);
    }
    keep(choice);
    mark();
  });
  mark();
});
