// A request that got no answer, or the wrong one, is never silent. The words
// are in <template data-say="offline"> and <template data-say="failed">.
import { awaken } from "./behaviour";

function say(what: string): void {
  const words = document.querySelector<HTMLTemplateElement>(`template[data-say="${what}"]`);
  const region = document.getElementById("toasts");
  if (!words || !region || region.querySelector(`[data-said="${what}"]`)) return;
  const toast = (words.content.cloneNode(true) as DocumentFragment).firstElementChild;
  if (!(toast instanceof HTMLElement)) return;
  toast.dataset.said = what;
  region.append(toast);
  awaken(region);
}

document.addEventListener("htmx:sendError", () => say("offline"));
document.addEventListener("htmx:timeout", () => say("offline"));
document.addEventListener("htmx:responseError", () => say("failed"));
