// data-drop-doubles: two answers may bring the same message, one to our own
// sending and one to the news of it. The first stays.
import { behaviour } from "./behaviour";

behaviour<HTMLElement>("[data-drop-doubles]", (box) => {
  document.addEventListener("htmx:afterSwap", () => {
    const seen = new Set<string>();
    for (const child of [...box.querySelectorAll<HTMLElement>(":scope > [id]")]) {
      if (seen.has(child.id)) child.remove();
      seen.add(child.id);
    }
  });
});
