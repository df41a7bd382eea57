// What the page offers to do now: its own buttons, links and fields, with the keys they carry.
// An action is what has a key (data-key), stands in the bar of a pane or in a menu (data-menu),
// or says of itself data-act="Write an answer". data-act on a menu is how its lines begin:
// "Assignee: Kim"; data-act-first is what one mostly came for; data-no-act keeps one out. data-act-person: a line that is a person.
import { act } from "./acting";

export interface Action {
  label: string;
  icon: string;
  keys: string;
  href: string;
  rank: number; // before others: 0 mostly wanted, 1 of the main pane, 2 elsewhere
  isLine: boolean; // of a menu: too many to show before somebody asks
  isPerson: boolean;
  isPlace: boolean; // the menu and the tabs: where one may go, of which the server tells more
  run: () => void;
}

const ACTIONS = [
  "[data-key]", "[data-act]", ".pane-bar :is(a[href], button)", "details[data-menu] > .menu :is(a[href], button)",
].join(", ");

function isThere(element: HTMLElement): boolean {
  if (element.matches(":disabled") || element.closest("[hidden], dialog, [data-no-act]")) return false;
  const menu = element.closest<HTMLElement>("details[data-menu]:not([open])");
  const opener = menu?.querySelector<HTMLElement>(":scope > summary");
  const seen = opener && opener !== element ? opener : element;
  return seen.checkVisibility({ visibilityProperty: true });
}

/** The words of an element, without its keys, counts and pictures. */
function wordsOf(element: HTMLElement): string {
  const said = element.dataset.act ?? element.getAttribute("aria-label");
  if (said !== null && said !== undefined) return said.trim();
  const copy = element.cloneNode(true) as HTMLElement;
  for (const each of copy.querySelectorAll("kbd, svg, code, .sr-only, .tabs-count, .rail-count, .avatar")) each.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

function actionOf(element: HTMLElement): Action {
  const opener = element.closest("details[data-menu]")?.querySelector<HTMLElement>(":scope > summary");
  const isLine = opener !== null && opener !== undefined && opener !== element;
  const menu = isLine ? wordsOf(opener) : "";
  return {
    label: menu ? `${menu}: ${wordsOf(element)}` : wordsOf(element),
    icon: element.querySelector<SVGElement>("svg.icon")?.dataset.icon ?? "",
    keys: element.dataset.key?.split(" ")[0] ?? "",
    href: element.getAttribute("href") ?? "",
    rank: element.hasAttribute("data-act-first") ? 0 : element.closest("main") ? 1 : 2,
    isLine,
    isPlace: element.matches(".rail > a, .tabs > a:not([data-act])"),
    isPerson: isLine && opener.hasAttribute("data-act-person"),
    run: () => act(element),
  };
}

/** Return the page's actions, what is mostly wanted first, each once. */
export function pageActions(): Action[] {
  const found = new Map<string, Action>();
  for (const element of document.querySelectorAll<HTMLElement>(ACTIONS)) {
    if (element.matches("[aria-current], [data-open-palette]") || !isThere(element)) continue;
    const action = actionOf(element);
    if (action.label && !found.has(action.label)) found.set(action.label, action);
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank);
}

type Later = () => Promise<Action[]>;
const later: Later[] = [];

/** Offer what the page does not show: asked for when the palette opens. */
export const offerActions = (source: Later): void => void later.push(source);

/** Return what was offered so; it may have to be asked of the server. */
export const laterActions = async (): Promise<Action[]> => (await Promise.all(later.map((source) => source()))).flat();
