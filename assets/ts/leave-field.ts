// <textarea data-leave-to="#conversation">: Escape leaves the field for that
// place, so that the single keys act again. What was written stays.
import { isComposing } from "./keyboard";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || isComposing(event)) return;
  const field = event.target;
  if (!(field instanceof HTMLElement) || !field.dataset.leaveTo) return;
  event.preventDefault();
  const place = document.querySelector<HTMLElement>(field.dataset.leaveTo);
  if (place) place.focus({ preventScroll: true });
  else field.blur();
});
