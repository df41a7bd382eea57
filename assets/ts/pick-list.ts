// A list of options of which one is chosen by the arrow keys, or taken by the mouse, while the
// cursor stays in a field beside it: what @ offers, the macros of "/".
import { isComposing } from "./keyboard";

export interface PickList {
  /** Show these options, the first of them chosen. */
  show: (options: HTMLElement[]) => void;
  /** Take this press if it moves the choice, or takes it; return whether it did. */
  press: (event: KeyboardEvent) => boolean;
  takeChosen: () => void;
}

/** `owner` is the field that has the cursor; `take` gets the place of what was taken. */
export function pickList(list: HTMLElement, owner: () => HTMLElement | null, take: (at: number) => void): PickList {
  let chosen = 0;

  function choose(at: number): void {
    chosen = at;
    for (const [place, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(place === at));
    const option = list.children[at];
    if (option) owner()?.setAttribute("aria-activedescendant", option.id);
    else owner()?.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  const placeOf = (event: Event) => [...list.children].indexOf((event.target as Element).closest("[role=option]") as Element);
  list.addEventListener("mousemove", (event) => {
    const at = placeOf(event);
    if (at >= 0 && at !== chosen) choose(at);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays
  list.addEventListener("click", (event) => {
    const at = placeOf(event);
    if (at >= 0) take(at);
  });

  return {
    show(options) {
      for (const [at, option] of options.entries()) option.id = `${list.id}-${at}`;
      list.replaceChildren(...options);
      choose(0);
    },
    press(event) {
      const count = list.children.length;
      // While an input method is composing its keys are its own: the Enter that ends a syllable chooses nothing.
      if (!count || isComposing(event) || event.ctrlKey || event.metaKey) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) choose((chosen + step + count) % count);
      else if (event.key === "Enter" && !event.shiftKey) {
        if (!event.repeat) take(chosen);
      } else return false;
      event.preventDefault();
      return true;
    },
    takeChosen: () => take(chosen),
  };
}
