/**
 * Return what a form would send, without its files. A FormData makes a file even of a field that
 * nobody chose one in, and asks the browser's other process for it: 15 ms in which a page stands.
 */
export function formWords(form: HTMLFormElement): URLSearchParams {
  const words = new URLSearchParams();
  for (const field of form.elements) {
    if (!field.matches("input, select, textarea") || field.matches(":disabled, [type=submit], [type=button], [type=reset], [type=image]")) continue;
    if (field instanceof HTMLSelectElement) {
      for (const option of field.selectedOptions) if (!option.disabled) put(field.name, option.value);
    } else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      if (field.type === "file" || ((field.type === "checkbox" || field.type === "radio") && !(field as HTMLInputElement).checked)) continue;
      put(field.name, field.value);
    }
  }
  return words;

  function put(name: string, value: string): void {
    if (name) words.append(name, value);
  }
}
