// <button data-theme-choice="light|dark|system">
import { behaviour } from "./behaviour";

const STORED = "maru-theme";
const page = document.documentElement;

function mark(): void {
  const now = page.dataset.theme ?? "system";
  for (const each of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    each.setAttribute("aria-pressed", String(each.dataset.themeChoice === now));
  }
}

behaviour<HTMLButtonElement>("[data-theme-choice]", (button) => {
  button.addEventListener("click", () => {
    const choice = button.dataset.themeChoice;
    if (choice === "light" || choice === "dark") {
      page.dataset.theme = choice;
      localStorage.setItem(STORED, choice);
    } else {
      delete page.dataset.theme;
      localStorage.removeItem(STORED);
    }
    mark();
  });
  mark();
});
