// data-key="r" on a button, link or field: pressing R acts on it. Also
// "shift+e", "mod+k" (Ctrl or ⌘), "/". Single keys stay off while somebody
// writes, and altogether when the member turned them off (WCAG 2.1.4).
import { behaviour } from "./behaviour";
import { isComposing, isTyping, pressed } from "./keyboard";

const STORED = "maru-hotkeys";
const areOn = () => localStorage.getItem(STORED) !== "off";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || isComposing(event) || event.key === "Escape") return;
  const keys = pressed(event);
  const single = !keys.includes("mod+") && !keys.includes("alt+");
  if (single && (isTyping(event.target) || !areOn())) return;

  const scope = document.querySelector("dialog:modal") ?? document;
  const target = [...scope.querySelectorAll<HTMLElement>("[data-key]")].find(
    (each) =>
      each.dataset.key?.split(" ").includes(keys) &&
      each.checkVisibility({ visibilityProperty: true }) &&
      !each.matches(":disabled"),
  );
  if (!target) return;
  event.preventDefault();
  if (isTyping(target)) target.focus();
  else target.click();
});

// <input type="checkbox" data-hotkeys-switch>
behaviour<HTMLInputElement>("[data-hotkeys-switch]", (box) => {
  box.checked = areOn();
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
});
