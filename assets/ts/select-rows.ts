// data-select-rows around a list: [data-select-all] ticks every
// [data-select-row], Shift ticks a stretch, [data-bulk] shows while anything
// is ticked, [data-bulk-count] says how many with its own data-text "{n}…".
//
// [data-select-page] ticks the page where there is no [data-select-all] to be seen.
//
// Once every row of the page is ticked and there are more, [data-select-whole]
// offers those of all pages: the hidden tick "all" is sent with the form until
// one row is let go.
//
// Fingers: a button [data-select-mode="#list"] shows the ticks of that list, or a long press on a row.
import { behaviour } from "./behaviour";

const LONG = 500; // ms of a press
const SLIP = 10; // px that a finger may move in it

function selecting(list: HTMLElement, on: boolean): void {
  list.toggleAttribute("data-selecting", on);
  for (const button of document.querySelectorAll<HTMLElement>("[data-select-mode]"))
    if (document.querySelector(button.dataset.selectMode ?? "") === list) button.setAttribute("aria-pressed", String(on));
}

behaviour<HTMLElement>("[data-select-mode]", (button) => {
  button.addEventListener("click", () => {
    const list = document.querySelector<HTMLElement>(button.dataset.selectMode ?? "");
    if (!list) return;
    const on = !list.hasAttribute("data-selecting");
    selecting(list, on);
    if (!on) list.querySelector<HTMLElement>("[data-select-none]")?.click();
  });
});

behaviour<HTMLElement>("[data-select-rows]", (box) => {
  const rows = () => [...box.querySelectorAll<HTMLInputElement>("[data-select-row]")];
  const whole = () => box.querySelector<HTMLInputElement>("input[name=all]");
  let last = -1;

  function tell(): void {
    const all = rows();
    const count = all.filter((each) => each.checked).length;
    const isPage = count > 0 && count === all.length;
    const head = box.querySelector<HTMLInputElement>("[data-select-all]");
    if (head) {
      head.checked = isPage;
      head.indeterminate = count > 0 && !isPage;
    }
    const every = whole();
    if (every && !isPage) every.checked = false;
    const isWhole = every?.checked ?? false;
    if (every) every.disabled = !isWhole;
    let hasMore = false;
    for (const offer of box.querySelectorAll<HTMLElement>("[data-select-whole]")) {
      hasMore = isPage && Number(offer.dataset.selectWhole) > count;
      offer.hidden = !hasMore || isWhole;
    }
    for (const all of box.querySelectorAll<HTMLElement>("[data-select-page]")) all.hidden = isPage;
    for (const bar of box.querySelectorAll<HTMLElement>("[data-bulk]")) bar.hidden = count === 0;
    for (const line of box.querySelectorAll<HTMLElement>("[data-bulk-count]")) {
      const { text, textPage, textWhole } = line.dataset;
      const words = (isWhole && textWhole) || (hasMore && textPage) || text || "{n}";
      line.textContent = words.replace("{n}", String(count));
    }
  }

  function letGo(): void {
    for (const each of rows()) each.checked = false;
    tell();
  }

  box.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    if (target.closest("[data-select-none]")) letGo();
    if (target.closest("[data-select-page]")) {
      for (const each of rows()) each.checked = true;
      tell();
    }
    const every = whole();
    if (target.closest("[data-select-whole]") && every) {
      every.checked = true;
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

  // A long press begins choosing with its row, and opens nothing when it ends.
  let press = 0;
  let from = { x: 0, y: 0 };
  let isLong = false;
  const lift = () => window.clearTimeout(press);
  box.addEventListener("pointerdown", (event) => {
    isLong = false;
    const row = (event.target as Element).closest("[data-row]");
    const list = box.closest<HTMLElement>("[data-follow-list]") ?? box;
    const tick = row?.querySelector<HTMLInputElement>("[data-select-row]");
    if (event.pointerType !== "touch" || !tick) return;
    from = { x: event.clientX, y: event.clientY };
    lift();
    press = window.setTimeout(() => {
      isLong = true;
      selecting(list, true);
      tick.checked = true;
      tell();
    }, LONG);
  });
  box.addEventListener("pointermove", (event) => {
    if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > SLIP) lift();
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, lift);
  box.addEventListener("contextmenu", (event) => isLong && event.preventDefault());
  box.addEventListener(
    "click",
    (event) => {
      if (!isLong) return;
      isLong = false;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
  tell();
});
