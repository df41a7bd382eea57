// To act on what carries a key or was chosen in the palette: a field gets the cursor, a menu
// opens with its first line, everything else is clicked.
import { isTyping } from "./keyboard";

const LINES = ".menu :is(a, button, input, select):not(:disabled, [type=hidden])";

export function act(target: HTMLElement): void {
  if (isTyping(target)) {
    target.focus();
    if (target instanceof HTMLInputElement) target.select();
    return;
  }
  const menu = target.matches("summary") ? target.parentElement : null;
  if (menu) target.focus();
  target.click();
  if (!menu?.matches("details[data-menu][open]")) return;
  [...menu.querySelectorAll<HTMLElement>(LINES)].find((each) => each.checkVisibility())?.focus();
}
