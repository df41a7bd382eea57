// <input data-pick-people="/tickets/7/side/people/">: names and addresses, one after a comma. What is
// typed behind the last comma offers colleagues, teams and whoever was asked lately, found by any
// letters, in Korean by initial consonants, too. Asked for once.
import { behaviour } from "./behaviour";
import { isComposing } from "./keyboard";
import { match } from "./matching";
import { pickList } from "./pick-list";

interface Entry {
  words: string;
  label: string;
  note: string;
  icon: string;
}

const EACH = 8;

behaviour<HTMLInputElement>("input[data-pick-people]", (field) => {
  const box = field.parentElement;
  const list = box?.querySelector<HTMLElement>("[role=listbox]");
  const shape = box?.querySelector<HTMLTemplateElement>("template");
  const said = box?.querySelector<HTMLElement>("[role=status]");
  if (!list || !shape || !said) return;

  let shown: Entry[] = [];
  let asking: Promise<Entry[]> | null = null;
  let turn = 0;
  const picked = pickList(list, () => field, take);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) field.setAttribute(name, value);

  async function ask(): Promise<Entry[]> {
    try {
      const answer = await fetch(field.dataset.pickPeople ?? "", { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return ((await answer.json()) as { entries: Entry[] }).entries;
    } catch {
      asking = null; // with the next key, once more
      return [];
    }
  }

  const begins = () => field.value.lastIndexOf(",") + 1;

  async function look(): Promise<void> {
    const mine = ++turn;
    const typed = field.value.slice(begins()).trim();
    const all = await (asking ??= ask());
    if (mine !== turn || document.activeElement !== field) return;
    const taken = field.value.slice(0, begins());
    shown = all
      .filter((entry) => !taken.includes(entry.words))
      .flatMap((entry) => {
        const fits = typed ? match(entry.label, typed, `${entry.words} ${entry.note}`) : { score: 0 };
        return fits ? [{ entry, score: fits.score }] : [];
      })
      .sort((a, b) => b.score - a.score)
      .slice(0, EACH)
      .map((each) => each.entry);
    picked.show(shown.map(drawn));
    open(shown.length > 0);
    said!.textContent = ((shown.length === 1 ? field.dataset.one : field.dataset.many) ?? "").replace("{n}", String(shown.length));
  }

  function open(is: boolean): void {
    list!.hidden = !is;
    field.setAttribute("aria-expanded", String(is));
    if (!is) {
      shown = [];
      field.removeAttribute("aria-activedescendant");
    }
  }

  function drawn(entry: Entry): HTMLElement {
    const option = (shape!.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    const use = option.querySelector("use");
    use?.setAttribute("href", `${use.getAttribute("href") ?? ""}${entry.icon}`);
    const [label, note] = [option.querySelector("[data-option-label]"), option.querySelector("small")];
    if (label) label.textContent = entry.label;
    if (note) note.textContent = entry.note;
    return option;
  }

  function take(at: number): void {
    const entry = shown[at];
    if (!entry) return;
    const before = field.value.slice(0, begins()).trim();
    field.value = `${before}${before ? " " : ""}${entry.words}, `;
    turn++;
    open(false);
    field.focus();
    field.dispatchEvent(new Event("change", { bubbles: true })); // the draft is kept
  }

  field.addEventListener("input", () => void look());
  field.addEventListener("compositionend", () => void look());
  field.addEventListener("blur", () => {
    turn++;
    open(false);
  });
  field.addEventListener("keydown", (event) => {
    if (!shown.length || isComposing(event)) return;
    if (picked.press(event)) return;
    if (event.key === "Tab" && !event.shiftKey) picked.takeChosen();
    else if (event.key === "Escape") open(false);
    else return;
    event.preventDefault();
  });
});
