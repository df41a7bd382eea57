// data-key="r" on a button, link or field: pressing R acts on it. Also "shift+e", "mod+k" (Ctrl
// or ⌘), "/", and "g,i" for G and then I; a space stands between two keys of which each does it.
// data-row-key acts in the row where one stands. Single keys stay off while somebody writes, and
// altogether when the member turned them off (WCAG 2.1.4).
import { act } from "./acting";
import { behaviour } from "./behaviour";
import { isComposing, isTyping, pressed } from "./keyboard";

const STORED = "maru-hotkeys";
const PAUSE = 1500; // ms between the two keys of a sequence
const HELD = ["Shift", "Control", "Alt", "Meta"];
const areOn = () => localStorage.getItem(STORED) !== "off";

let begun = "";
let forget = 0;

const canAct = (element: HTMLElement) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.matches(":disabled");

function targets(scope: ParentNode): [string, HTMLElement][] {
  const row = document.activeElement?.closest("tr, li, [data-row]");
  const inRow = [...(row?.querySelectorAll<HTMLElement>("[data-row-key]") ?? [])];
  const onPage = [...scope.querySelectorAll<HTMLElement>("[data-key]")];
  return [...inRow, ...onPage].flatMap((each) =>
    `${each.dataset.key ?? ""} ${each.dataset.rowKey ?? ""}`.split(" ").filter(Boolean).map((keys) => [keys, each] as [string, HTMLElement]),
  );
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.key === "Escape" || HELD.includes(event.key)) return;
  // What Ctrl or ⌘ does is no part of a syllable in the making; Enter ends one.
  const isHeld = event.ctrlKey || event.metaKey;
  if (isComposing(event) && (!isHeld || event.code === "Enter")) return;
  const key = pressed(event);
  const single = !key.includes("mod+") && !key.includes("alt+");
  if (single && (isTyping(event.target) || !areOn())) return;

  const keys = begun ? `${begun},${key}` : key;
  const isSecond = begun !== "";
  begun = "";
  clearTimeout(forget);
  const all = targets(document.querySelector("dialog:modal") ?? document);
  const target = all.find(([each, element]) => each === keys && canAct(element))?.[1];
  if (target) {
    event.preventDefault();
    act(target);
  } else if (isSecond) {
    event.preventDefault(); // the second key of nothing does nothing by itself
  } else if (all.some(([each, element]) => each.startsWith(`${keys},`) && canAct(element))) {
    event.preventDefault();
    begun = keys;
    forget = window.setTimeout(() => (begun = ""), PAUSE);
  }
});

// <input type="checkbox" data-hotkeys-switch>
behaviour<HTMLInputElement>("[data-hotkeys-switch]", (box) => {
  box.checked = areOn();
  box.addEventListener("change", () => {
    localStorage.setItem(STORED, box.checked ? "on" : "off");
    for (const other of document.querySelectorAll<HTMLInputElement>("[data-hotkeys-switch]")) other.checked = box.checked;
  });
});
