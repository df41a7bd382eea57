// <dialog data-palette="/palette/">: Ctrl+K, and any [data-open-palette], opens what can be done
// here, where one may go and, as one types, what is found. The page's own actions come from
// the page, where one may go and what is found from the server. While an input method is composing
// its keys are its own: the Enter that ends a syllable chooses nothing.
import { behaviour } from "./behaviour";
import { fillIcon } from "./fill-icon";
import { isComposing, pressed } from "./keyboard";
import { match } from "./matching";
import { type Action, laterActions, pageActions } from "./page-actions";
import { remember, usesOf } from "./usual";

interface Entry {
  key: string;
  label: string;
  href: string;
  icon: string;
  note?: string;
  words?: string;
  count?: string;
  marked?: [string, boolean][];
}

interface Offer extends Entry {
  keys: string;
  isLine: boolean;
  isPerson: boolean;
  run?: () => void;
  places?: number[];
}

interface Shelf {
  key: string;
  label: string;
  entries: Offer[];
}

const PAUSE = 90; // ms without a key before the server is asked
const RECENT = 5;
const HERE = 12; // of the page's actions while nothing is typed
const EACH = 8; // of every other shelf
const A_DAY = 86_400_000;

let standing: Shelf[] = []; // as the server said last, while this page is open
let arriving = Promise.resolve(); // of these, for as long as they are on their way
let keysOf = new Map<string, string>(); // of what stands on the page, by its label

function asOffers(shelf: { key: string; label: string; entries: Entry[] }): Shelf {
  return { ...shelf, entries: shelf.entries.map((each) => ({ ...each, keys: "", isLine: false, isPerson: false })) };
}

const asOffer = (action: Action): Offer => ({ ...action, key: `here:${action.label}` });

behaviour<HTMLDialogElement>("dialog[data-palette]", (dialog) => {
  const part = <E extends HTMLElement>(selector: string) => dialog.querySelector<E>(selector) as E;
  const [field, list, none, said] = [part<HTMLInputElement>("input"), part("[role=listbox]"), part("[data-none]"), part("[role=status]")];
  const shape = part<HTMLTemplateElement>("template");
  const words = dialog.dataset;
  let here: Offer[] = [];
  let found: Shelf[] = [];
  let foundBy = "";
  let shown: Offer[] = [];
  let chosen = 0;
  let isMoved = false; // by hand: what comes in stays below it
  let timer = 0;
  let asking: AbortController | null = null;

  async function ask(address: string, signal: AbortSignal | null = null): Promise<Shelf[] | null> {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
      if (!answer.ok || answer.redirected) return answer.status === 422 ? [] : fail();
      return ((await answer.json()) as { shelves: Shelf[] }).shelves.map(asOffers);
    } catch {
      return signal?.aborted ? null : fail();
    }
  }

  function fail(): null {
    said.textContent = words.failed ?? "";
    return null;
  }

  const query = () => field.value.normalize("NFC").trim();

  /** Where one may go, without what the page itself offers already. */
  function places(): Shelf[] {
    const mine = new Set(here.map((each) => each.href).filter(Boolean));
    return standing.map((shelf) => ({ ...shelf, entries: shelf.entries.filter((each) => !mine.has(each.href)) }));
  }

  function nothingTyped(): Shelf[] {
    const uses = usesOf();
    const elsewhere = places();
    const all = [...here, ...elsewhere.flatMap((shelf) => shelf.entries)];
    const recent = all
      .filter((each) => uses(each.key)[1] > 0)
      .sort((a, b) => uses(b.key)[1] - uses(a.key)[1])
      .slice(0, RECENT);
    const usual = (a: Offer, b: Offer) => uses(b.key)[0] - uses(a.key)[0];
    const actions = here.filter((each) => !each.isLine && !recent.includes(each)).sort(usual);
    const rest = elsewhere.map((shelf) => ({ ...shelf, entries: shelf.entries.filter((each) => !recent.includes(each)).slice(0, EACH) }));
    return [
      { key: "recent", label: words.recent ?? "", entries: recent },
      { key: "here", label: words.here ?? "", entries: actions.slice(0, HERE) },
      ...rest,
    ];
  }

  function meant(typed: string): Shelf[] {
    const uses = usesOf();
    const sign = /^[#@]/.test(typed) ? typed.charAt(0) : "";
    const wanted = sign ? typed.slice(1).trim() : typed;
    const pick = ({ key, label, entries }: Shelf) => {
      const ranked = entries
        .filter((each) => !sign || each.isPerson)
        .flatMap((each) => {
          const fits = match(each.label, wanted, `${each.words ?? ""} ${each.note ?? ""} ${label}`);
          if (!fits) return [];
          const [times, last] = uses(each.key);
          const score = fits.score + Math.min(12, 4 * Math.log2(1 + times)) + (Date.now() - last < A_DAY ? 4 : 0);
          return [{ score, offer: { ...each, places: fits.places } }];
        })
        .sort((a, b) => b.score - a.score);
      return { best: ranked[0]?.score ?? 0, shelf: { key, label, entries: ranked.slice(0, EACH).map((each) => each.offer) } };
    };
    const mine: Shelf = { key: "here", label: words.here ?? "", entries: here };
    const local = sign === "#" || !wanted ? [] : [mine, ...places()].map(pick).sort((a, b) => b.best - a.best);
    // Until the answer is here: of the one before only what is still meant, lest Enter take another.
    const fits = (each: Offer) => typed === foundBy || match(each.label, wanted, each.note) !== null;
    const known = found.map((shelf) => ({ ...shelf, entries: shelf.entries.filter(fits) }));
    const everything: Shelf = { key: "search", label: words.searchLabel ?? "", entries: [] };
    if (words.search && !sign) everything.entries.push(searchFor(typed));
    return [...local.map((each) => each.shelf), ...known, everything];
  }

  function searchFor(typed: string): Offer {
    const label = (words.searchFor ?? "{q}").replace("{q}", () => typed);
    return { key: "search", label, href: `${words.search}?q=${encodeURIComponent(typed)}`, icon: "search", keys: "", isLine: false, isPerson: false, places: [] };
  }

  function marked(label: HTMLElement, offer: Offer): void {
    const chars = [...offer.label];
    const places = new Set(offer.places ?? match(offer.label, query().replace(/^[#@]/, ""))?.places);
    const said: [string, boolean][] = offer.marked?.some(([, isFound]) => isFound)
      ? offer.marked
      : chars.map((char, at) => [char, places.has(at)]);
    for (const [text, isFound] of said) {
      const last = label.lastChild;
      if (isFound === (last instanceof HTMLElement) && last) last.textContent += text;
      else if (isFound) label.append(Object.assign(document.createElement("mark"), { textContent: text }));
      else label.append(text);
    }
  }

  function drawn(offer: Offer, at: number): HTMLElement {
    const option = (shape.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    option.id = `palette-${at}`;
    fillIcon(option, offer.icon || "right");
    const label = option.querySelector<HTMLElement>("[data-option-label]");
    if (label) marked(label, offer);
    const note = option.querySelector<HTMLElement>("small");
    if (note) note.textContent = offer.note ?? "";
    const end = option.querySelector<HTMLElement>(".palette-keys");
    const keys = offer.keys || (offer.key.startsWith("ticket-") ? "" : keysOf.get(offer.label)) || "";
    for (const cap of keys.split(/[+,]/).filter(Boolean))
      end?.append(Object.assign(document.createElement("kbd"), { textContent: { mod: "Ctrl", shift: "⇧", enter: "↵", alt: "Alt" }[cap] ?? cap.toUpperCase() }));
    if (offer.count) end?.append(offer.count);
    return option;
  }

  function draw(): void {
    const kept = isMoved ? shown[chosen]?.key : "";
    const typed = query();
    const shelves = (typed ? meant(typed) : nothingTyped()).filter((shelf) => shelf.entries.length > 0);
    shown = shelves.flatMap((shelf) => shelf.entries);
    let at = 0;
    list.replaceChildren(
      ...shelves.map((shelf, number) => {
        const group = Object.assign(document.createElement("div"), { role: "group" });
        const head = Object.assign(document.createElement("div"), { className: "palette-group", id: `palette-shelf-${number}`, textContent: shelf.label });
        group.setAttribute("aria-labelledby", head.id);
        group.append(head, ...shelf.entries.map((each) => drawn(each, at++)));
        return group;
      }),
    );
    none.hidden = shown.length > 0;
    choose(Math.max(0, shown.findIndex((each) => each.key === kept)));
  }

  function choose(at: number): void {
    chosen = at;
    const options = [...list.querySelectorAll<HTMLElement>("[role=option]")];
    for (const [place, option] of options.entries()) option.setAttribute("aria-selected", String(place === at));
    const option = options[at];
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    // The heading of the first one comes along.
    (at === 0 ? list.firstElementChild : option)?.scrollIntoView({ block: "nearest" });
  }

  function tellHowMany(): void {
    const count = list.querySelectorAll("[role=option]").length;
    said.textContent = ((count === 1 ? words.one : words.many) ?? "{n}").replace("{n}", String(count));
  }

  function typing(): void {
    clearTimeout(timer);
    asking?.abort();
    const typed = query();
    if (!typed) found = [];
    isMoved = false;
    draw();
    timer = window.setTimeout(() => {
      if (typed) void look(typed);
      else tellHowMany();
    }, PAUSE);
  }

  async function look(typed: string): Promise<void> {
    asking = new AbortController();
    const shelves = typed === foundBy ? found : await ask(`${words.palette}?q=${encodeURIComponent(typed)}`, asking.signal);
    if (!shelves || query() !== typed || !dialog.open) return;
    found = shelves;
    foundBy = typed;
    draw();
    tellHowMany();
  }

  function open(): void {
    const actions = pageActions();
    keysOf = new Map(actions.map((each) => [each.label, each.keys]));
    here = actions.filter((each) => !each.isPlace).map(asOffer);
    found = [];
    foundBy = "";
    field.value = "";
    isMoved = false;
    dialog.showModal();
    field.focus();
    draw();
    arriving = Promise.all([arrive(), more()]).then(() => undefined);
  }

  async function more(): Promise<void> {
    const actions = await laterActions();
    here = [...here, ...actions.map(asOffer)];
    if (dialog.open) draw();
  }

  async function arrive(): Promise<void> {
    const shelves = await ask(words.palette ?? "");
    if (!shelves) return;
    standing = shelves;
    if (dialog.open) draw();
  }

  async function enter(apart: boolean): Promise<void> {
    const typed = query();
    // Whoever is faster than the server means what it is about to offer, not a search for it.
    if (!standing.length && !isMoved) await arriving;
    if (dialog.open && query() === typed) take(chosen, apart);
  }

  function take(at: number, apart: boolean): void {
    const offer = shown[at];
    if (!offer) return;
    remember(offer.key);
    dialog.close(); // the cursor is where it was; what is done may move it
    if (apart && offer.href) window.open(offer.href, "_blank", "noopener");
    else if (offer.run) offer.run();
    else location.assign(offer.href);
  }

  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-open-palette]") && !dialog.open) open();
  });
  field.addEventListener("input", typing);
  dialog.addEventListener("keydown", (event) => {
    const key = pressed(event);
    if (key === "mod+k") {
      event.preventDefault();
      dialog.close();
      return;
    }
    if (isComposing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) {
      event.preventDefault();
      isMoved = true;
      choose((chosen + step + shown.length) % shown.length);
    } else if (event.key === "Enter" && event.target === field) {
      event.preventDefault();
      if (!event.repeat) void enter(event.ctrlKey || event.metaKey);
    }
  });
  const optionOf = (event: Event) => {
    const option = (event.target as Element).closest("[role=option]");
    return option ? [...list.querySelectorAll("[role=option]")].indexOf(option) : -1;
  };
  list.addEventListener("mousemove", (event) => {
    const at = optionOf(event);
    if (at >= 0 && at !== chosen) {
      isMoved = true;
      choose(at);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the field
  list.addEventListener("click", (event) => {
    const at = optionOf(event);
    if (at >= 0) take(at, event.ctrlKey || event.metaKey);
  });
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    asking?.abort();
    list.replaceChildren();
  });
});

// On a Mac the key is ⌘.
if (/Mac|iP(hone|ad)/.test(navigator.platform))
  behaviour<HTMLElement>("kbd", (cap) => {
    if (cap.textContent === "Ctrl") cap.textContent = "⌘";
  });
