// data-select-rows around a list: [data-select-all] ticks every
// [data-select-row], Shift ticks a stretch, [data-bulk] shows while anything
// is ticked, [data-bulk-count] says how many with its own data-text "{n}…".
import { behaviour } from "./behaviour";

behaviour<HTMLElement>("[data-select-rows]", (box) => {
  const rows = () => [...box.querySelectorAll<HTMLInputElement>("[data-select-row]")];
  let last = -1;

  function tell(): void {
    const all = rows();
    const count = all.filter((each) => each.checked).length;
    const head = box.querySelector<HTMLInputElement>("[data-select-all]");
    if (head) {
      head.checked = count > 0 && count === all.length;
      head.indeterminate = count > 0 && count < all.length;
    }
    for (const bar of box.querySelectorAll<HTMLElement>("[data-bulk]")) bar.hidden = count === 0;
    for (const line of box.querySelectorAll<HTMLElement>("[data-bulk-count]")) {
      line.textContent = (line.dataset.text ?? "{n}").replace("{n}", String(count));
    }
  }

  box.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    if (target.closest("[data-select-none]")) {
      for (const each of rows()) each.checked = false;
      tell();
    }
    const all = rows();
    const at = all.indexOf(target as HTMLInputElement);
    if (at < 0) return;
    if (event.shiftKey && last >= 0) {
      const checked = (target as HTMLInputElement).checked;
      for (const each of all.slice(Math.min(at, last), Math.max(at, last) + 1)) each.checked = checked;
      tell();
    }
    last = at;
  });
  box.addEventListener("change", (event) => {
    const target = event.target as HTMLInputElement;
    if (target.matches("[data-select-all]")) for (const each of rows()) each.checked = target.checked;
    tell();
  });
  box.addEventListener("htmx:afterSwap", tell);
  tell();
});
