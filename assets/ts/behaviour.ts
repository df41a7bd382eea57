// A behaviour belongs to every element that matches its selector, those that
// htmx brings later included. Set up once an element.
type Setup<E extends HTMLElement> = (element: E) => void;

const behaviours: { selector: string; setup: Setup<HTMLElement>; done: WeakSet<Element> }[] = [];

export function behaviour<E extends HTMLElement>(selector: string, setup: Setup<E>): void {
  behaviours.push({ selector, setup: setup as Setup<HTMLElement>, done: new WeakSet() });
}

export function awaken(root: ParentNode): void {
  for (const { selector, setup, done } of behaviours) {
    const found = [...root.querySelectorAll<HTMLElement>(selector)];
    if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      if (done.has(element)) continue;
      done.add(element);
      setup(element);
    }
  }
}

document.addEventListener("htmx:load", (event) => awaken(event.target as HTMLElement));
