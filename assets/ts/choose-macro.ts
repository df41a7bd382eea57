// The macros of a ticket. <template data-macros="/where/they/are/"> in a form holds the dialog in
// which one is chosen: "/" at the beginning of an empty line opens it at the cursor, and so does
// [data-choose-macro]. One with an answer writes it and lays its steps as chips into
// [data-planned]; one without does them at once. The palette offers each for the ticket's composer.
// data-words-alone: beside the ticket they bring words, and do nothing to it; what went wrong is
// said at data-notice.
// While an input method is composing its keys are its own: the Enter that ends a syllable
// chooses nothing.
import htmx from "htmx.org";
import { fillIcon } from "./fill-icon";
import { cursorPlace, insertText, onEmptyLine, writeOn } from "./insert-text";
import { isComposing, pressed } from "./keyboard";
import { match } from "./matching";
import { type Action, offerActions } from "./page-actions";
import { pickList } from "./pick-list";

interface Macro {
  name: string;
  shortcut: string;
  note: string;
  does: string;
  is_answer: boolean;
  href: string;
}

const MOST = 40; // that are shown
const isPhone = matchMedia("(width < 48rem)");
const GAP = 6; // px between the cursor and the dialog
const known = new Map<string, Promise<Macro[]>>(); // by the address they were asked at

const holderIn = (form: Element | null | undefined) => form?.querySelector<HTMLTemplateElement>("template[data-macros]") ?? null;
/** The ticket's composer. */
const composer = () => document.querySelector("template[data-macros]:not([data-words-alone])")?.closest("form") ?? null;

async function macrosFor(form: Element): Promise<Macro[]> {
  const { macros: address = "", wordsAlone } = holderIn(form)?.dataset ?? {};
  const asked = known.get(address) ?? ask(address);
  known.set(address, asked);
  asked.catch(() => known.delete(address));
  const all = await asked;
  if (wordsAlone === undefined) return all;
  return all.filter((macro) => macro.is_answer).map((macro) => ({ ...macro, does: "" }));
}

async function ask(address: string): Promise<Macro[]> {
  if (!address) return [];
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return ((await answer.json()) as { macros: Macro[] }).macros;
}

/** Those that are meant, the likeliest first; all of them, as the server has them, by nothing. */
function meant(all: Macro[], typed: string): Macro[] {
  if (!typed) return all.slice(0, MOST);
  const plain = typed.toLowerCase();
  const ranked = all.flatMap((macro, place) => {
    const byName = match(macro.name, typed, `${macro.shortcut} ${macro.does} ${macro.note}`);
    const byShort = macro.shortcut ? match(macro.shortcut, typed) : null;
    if (!byName && !byShort) return [];
    const isExact = macro.shortcut.toLowerCase() === plain ? 200 : 0;
    return [{ macro, place, score: isExact + Math.max(byName?.score ?? 0, byShort?.score ?? 0) }];
  });
  ranked.sort((a, b) => b.score - a.score || a.place - b.place);
  return ranked.slice(0, MOST).map((each) => each.macro);
}

async function use(macro: Macro, form: HTMLFormElement): Promise<void> {
  if (!macro.is_answer) {
    const shown = form.querySelector<HTMLInputElement>("[name=shown]")?.value ?? "";
    await htmx.ajax("post", macro.href, { target: "#ticket-header", swap: "outerHTML", values: { shown } });
    return;
  }
  const answer = await fetch(macro.href, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const { text, chips } = (await answer.json()) as { text: string; chips: string };
  insertText(form, text);
  plan(form, chips);
}

/** Lay chips beside those that are there: of one thing the later counts, of lists both do. */
function plan(form: HTMLFormElement, html: string): void {
  const list = form.querySelector<HTMLElement>("[data-planned]");
  const shape = document.createElement("template");
  shape.innerHTML = html; // of our own server, escaped there
  if (!list) {
    // Beside the ticket it says alone which were used, to be counted when it is sent.
    form.append(...shape.content.querySelectorAll("input[name=macro]"));
    return;
  }
  const isList = (chip: Element) => (chip.querySelector("input")?.value ?? "").includes(", [");
  for (const chip of [...shape.content.children]) {
    const name = chip.getAttribute("data-chip");
    for (const other of [...list.children]) {
      const isSame = name !== null && other.getAttribute("data-chip") === name;
      if (other.innerHTML === chip.innerHTML || (isSame && !isList(chip))) other.remove();
    }
    list.append(chip);
  }
  form.dispatchEvent(new Event("change", { bubbles: true })); // the draft keeps them
}

document.addEventListener("click", (event) => {
  const chip = (event.target as Element).closest("[data-take-off]")?.closest("li");
  const form = chip?.closest("form");
  if (!chip || !form) return;
  const next = chip.nextElementSibling ?? chip.previousElementSibling;
  chip.remove();
  form.dispatchEvent(new Event("change", { bubbles: true }));
  const button = next?.querySelector<HTMLElement>("[data-take-off]");
  if (button) button.focus();
  else writeOn(form);
});

/** Open the dialog of `form`; `isTyped`: by "/", which stands there after all when nothing is chosen. */
function open(form: HTMLFormElement, isTyped: boolean): boolean {
  const shape = holderIn(form)?.content.cloneNode(true) as DocumentFragment | undefined;
  const dialog = shape?.querySelector("dialog");
  if (!dialog || document.getElementById(dialog.id)) return false;
  document.body.append(dialog);
  choose(dialog, form, isTyped);
  return true;
}

function choose(dialog: HTMLDialogElement, form: HTMLFormElement, isTyped: boolean): void {
  const part = <E extends HTMLElement>(selector: string) => dialog.querySelector<E>(selector) as E;
  const [field, list, none, said] = [part<HTMLInputElement>("input"), part("[role=listbox]"), part("[data-none]"), part("[role=status]")];
  const shape = part<HTMLTemplateElement>("template");
  const words = dialog.dataset;
  let all: Macro[] = [];
  let shown: Macro[] = [];
  let isAsking = true; // for what there is to choose from
  let isAwaited = false; // Enter was pressed meanwhile: the first is taken as soon as it is here

  const picked = pickList(list, () => field, take);

  function drawn(macro: Macro): HTMLElement {
    const option = (shape.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    fillIcon(option, macro.is_answer ? "chat" : "bolt");
    const texts: [string, string][] = [["b", macro.name], ["code", macro.shortcut && `/${macro.shortcut}`], ["small", [macro.does, macro.note].filter(Boolean).join(" · ")]];
    for (const [selector, text] of texts) {
      const element = option.querySelector(selector);
      if (text && element) element.textContent = text;
      else element?.remove();
    }
    return option;
  }

  function draw(): void {
    shown = meant(all, field.value.normalize("NFC").trim().replace(/^\//, ""));
    picked.show(shown.map(drawn));
    none.hidden = shown.length > 0 || all.length === 0;
    said.textContent = ((shown.length === 1 ? words.one : words.many) ?? "{n}").replace("{n}", String(shown.length));
  }

  function take(at: number): void {
    const macro = shown[at];
    if (!macro) return;
    isTyped = false;
    dialog.close();
    writeOn(form);
    use(macro, form).catch(() => tell());
  }

  function tell(): void {
    const place = document.querySelector(holderIn(form)?.dataset.notice ?? "#composer-notice");
    if (place) place.textContent = words.failed ?? "";
  }

  function place(at: DOMRect): void {
    if (isPhone.matches) return; // there it is a sheet from below
    const [width, height] = [dialog.offsetWidth, dialog.offsetHeight];
    const left = Math.max(GAP, Math.min(at.left, innerWidth - width - GAP));
    const isAbove = at.bottom + GAP + height > innerHeight;
    dialog.style.left = `${left}px`;
    dialog.style.top = isAbove ? "auto" : `${at.bottom + GAP}px`;
    dialog.style.bottom = isAbove ? `${Math.max(GAP, innerHeight - at.top + GAP)}px` : "auto";
  }

  field.addEventListener("input", () => {
    isAwaited = false;
    draw();
  });
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the page's keys are not meant
    if (isComposing(event)) return;
    if (event.target === field && picked.press(event)) return;
    if (event.key === "Enter" && event.target === field) {
      event.preventDefault();
      isAwaited = isAsking;
    } else if (event.key === "Backspace" && !field.value && isTyped) {
      event.preventDefault(); // takes the "/" away again
      isTyped = false;
      dialog.close();
    } else if (pressed(event) === "mod+k") {
      event.preventDefault();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    writeOn(form);
    if (isTyped) insertText(form, "/");
  });

  const at = cursorPlace(form);
  dialog.showModal();
  field.focus();
  draw();
  place(at);
  macrosFor(form).then(
    (found) => {
      isAsking = false;
      if (!dialog.open) return;
      all = found;
      draw();
      place(at);
      if (isAwaited) take(0);
    },
    () => {
      isAsking = false;
      said.textContent = none.textContent = words.failed ?? "";
    },
  );
}

onEmptyLine("/", (form) => open(form, true));

document.addEventListener("click", (event) => {
  const form = (event.target as Element).closest("[data-choose-macro]")?.closest("form");
  if (form) open(form, false);
});

// Asked for when somebody begins to write, so that they are there when wanted.
document.addEventListener("focusin", (event) => {
  const form = (event.target as Element).closest("form");
  if (form && holderIn(form)) macrosFor(form).catch(() => undefined);
});

offerActions(async (): Promise<Action[]> => {
  const form = composer();
  if (!form) return [];
  const label = holderIn(form)?.dataset.label ?? "";
  const found = await macrosFor(form).catch(() => []);
  const icon = form.querySelector<SVGElement>("[data-choose-macro] svg.icon")?.dataset.icon ?? "";
  return found.map((macro) => ({
    label: `${label}: ${macro.name}`, icon, keys: "", href: "", rank: 1, isLine: true, isPlace: false, isPerson: false,
    run: () => void use(macro, form).catch(() => undefined),
  }));
});
