// A sign in the text, @ for people, opens what may stand there: a list above the field that
// narrows while one types, and puts the chosen one into the text. The list is the
// [data-inline-picker] of the form; one picker serves any number of signs.
//
// While an input method is composing its keys are its own: the list narrows with the syllable in
// the making, and the Enter that ends it chooses only once a line break would be written
// (beforeinput), so that it neither chooses too early nor is lost.
import { fillIcon } from "./fill-icon";
import { fieldOf } from "./insert-text";
import { isComposing } from "./keyboard";
import { match } from "./matching";
import { pickList } from "./pick-list";

export interface Choice {
  label: string;
  note: string;
  icon: string;
  isMuted?: boolean;
  /** What is written in place of the sign and what was typed behind it. */
  text: string;
  /** By which it is found as well. */
  words?: string;
}

export interface Source {
  sign: string;
  isOn: () => boolean;
  choices: () => Promise<Choice[]>;
  /** How many characters must stand behind the sign; 0 if nothing is said. */
  least?: number;
}

const EACH = 8;
const LONGEST = 30; // characters behind the sign: whoever writes on means no name
const pickers = new WeakMap<HTMLFormElement, Source[]>();

/** Let the signs of `sources` offer what they offer where one writes in `form`. */
export function pickInline(form: HTMLFormElement, ...sources: Source[]): void {
  const known = pickers.get(form);
  if (known) known.push(...sources);
  else {
    pickers.set(form, sources);
    open(form, sources);
  }
}

function open(form: HTMLFormElement, sources: Source[]): void {
  const box = form.querySelector<HTMLElement>("[data-inline-picker]");
  const list = box?.querySelector<HTMLElement>("[role=listbox]");
  const shape = box?.querySelector<HTMLTemplateElement>("template");
  const said = box?.querySelector<HTMLElement>("[role=status]");
  if (!box || !list || !shape || !said) return;

  let shown: Choice[] = [];
  let begins = -1; // where the sign stands
  let refused = -1; // a sign whose list was closed by hand
  let asked = 0;
  const owner = () => fieldOf(form)?.element ?? null;
  const picked = pickList(list, owner, take);

  /** The sign before the cursor, and what was typed behind it. */
  function typed(): { source: Source; at: number; query: string } | null {
    const before = fieldOf(form)?.before() ?? "";
    const found = sources.filter((each) => each.isOn()).flatMap((source) => {
      const at = before.lastIndexOf(source.sign);
      const query = before.slice(at + source.sign.length);
      if (at < 0 || query.length > LONGEST || query.length < (source.least ?? 0) || /[\n]| {2}|^ /.test(query)) return [];
      if (at > 0 && !/[\s("'“‘(\[]/.test(before[at - 1] ?? "")) return [];
      return [{ source, at, query }];
    });
    return found.sort((a, b) => b.at - a.at)[0] ?? null; // the sign that was written last
  }

  async function look(): Promise<void> {
    const now = typed();
    const turn = ++asked;
    if (!now || now.at === refused) return close();
    refused = -1;
    const all = await now.source.choices();
    if (turn !== asked || !form.isConnected) return;
    shown = all
      .flatMap((choice) => {
        const fits = now.query ? match(choice.label, now.query.trim(), choice.words ?? "") : { score: 0, places: [] };
        return fits ? [{ choice, score: fits.score - (choice.isMuted ? 50 : 0) }] : [];
      })
      .sort((a, b) => b.score - a.score)
      .slice(0, EACH)
      .map((each) => each.choice);
    begins = now.at;
    if (shown.length) draw();
    else close();
  }

  function drawn(choice: Choice): HTMLElement {
    const option = (shape?.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    option.toggleAttribute("data-muted", choice.isMuted ?? false);
    if (choice.icon) fillIcon(option, choice.icon);
    else option.querySelector("svg")?.remove();
    const [label, note] = [option.querySelector("[data-option-label]"), option.querySelector("small")];
    if (label) label.textContent = choice.label;
    if (note) note.textContent = choice.note;
    return option;
  }

  function draw(): void {
    const field = owner();
    field?.setAttribute("aria-autocomplete", "list");
    field?.setAttribute("aria-controls", list?.id ?? "");
    if (box) box.hidden = false;
    picked.show(shown.map(drawn));
    if (said) said.textContent = ((shown.length === 1 ? box?.dataset.one : box?.dataset.many) ?? "").replace("{n}", String(shown.length));
  }

  function close(): void {
    asked++;
    shown = [];
    if (box) box.hidden = true;
    owner()?.removeAttribute("aria-activedescendant");
  }

  function take(at: number): void {
    const [choice, field] = [shown[at], fieldOf(form)];
    if (!choice || !field || begins < 0) return;
    close();
    field.replaceBefore(field.before().length - begins, choice.text + (/^\s/.test(field.after()) ? "" : " "));
    close();
    field.focus();
  }

  const isField = (event: Event) => event.target === owner() || event.target === form.querySelector("textarea");
  const onField = (kind: string, run: (event: Event) => void) =>
    form.addEventListener(kind, (event) => isField(event) && run(event), true); // before the field itself
  onField("input", () => void look());
  onField("compositionend", () => void look());
  onField("focusout", close);
  form.addEventListener("click", (event) => owner()?.contains(event.target as Node) && void look());
  onField("beforeinput", (event) => {
    const isBreak = ["insertLineBreak", "insertParagraph"].includes((event as InputEvent).inputType);
    if (!isBreak || !shown.length) return;
    event.preventDefault();
    event.stopPropagation();
    picked.takeChosen();
  });
  onField("keydown", (event) => {
    if (!shown.length || !(event instanceof KeyboardEvent)) return;
    if (!picked.press(event)) {
      if (isComposing(event) || event.ctrlKey || event.metaKey) return;
      if (event.key === "Tab" && !event.shiftKey) picked.takeChosen();
      else if (event.key === "Escape") {
        refused = begins;
        close();
      } else return;
      event.preventDefault();
    }
    event.stopPropagation();
  });
}
