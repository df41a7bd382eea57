// <details data-menu>: closes on a click outside, on Escape (the focus goes
// back to the button), and when something in it was chosen. Arrows move.
const opened = () => [...document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  for (const menu of opened()) {
    const chosen = target.closest("a, button");
    const inside = menu.contains(target);
    if (!inside || (chosen && menu.contains(chosen) && !chosen.closest("[data-menu-stay]"))) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = opened().at(-1);
  if (!menu || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary")?.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !menu.contains(event.target as Node)) return;
  const items = [...menu.querySelectorAll<HTMLElement>(".menu :is(a, button, input):not(:disabled)")].filter(
    (each) => each.checkVisibility(),
  );
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (step > 0 ? 0 : -1) : (at + step) % items.length;
  event.preventDefault();
  items.at(next)?.focus();
});
