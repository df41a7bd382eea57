// What a key press means, whatever layout or input method is on.

const TEXTLESS = new Set(["checkbox", "radio", "button", "submit", "reset", "range", "color", "file"]);

/** A Korean syllable is in the making: this press belongs to the input method. */
export const isComposing = (event: KeyboardEvent): boolean =>
  event.isComposing || event.keyCode === 229;

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !TEXTLESS.has(target.type);
}

/**
 * Return the press as "r", "shift+e", "mod+k", "/" or "escape".
 *
 * With the Korean layout on, R gives ㄱ: then the physical key counts. A Latin
 * letter counts as itself, so that AZERTY and Dvorak work too.
 */
export function pressed(event: KeyboardEvent): string {
  let key = event.key.toLowerCase();
  let shift = event.shiftKey;
  if (!/^[\x21-\x7e]$/.test(key)) {
    const code = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]?.toLowerCase();
    if (code) key = code;
    else if (event.code === "Slash") key = shift ? "?" : "/";
  }
  if (!/^[a-z]$/.test(key) && key.length === 1) shift = false; // "?" already says it
  const parts = [event.ctrlKey || event.metaKey ? "mod" : "", event.altKey ? "alt" : "", shift ? "shift" : ""];
  return [...parts.filter(Boolean), key].join("+");
}
