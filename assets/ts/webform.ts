// The public form. It works without this: here are its size inside a frame,
// one press of the button, and a word about files before they are sent.
const form = document.querySelector<HTMLFormElement>("[data-web-form]");
const files = document.querySelector<HTMLInputElement>("[data-web-form-files]");

if (window !== window.parent) {
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    // Anybody may know how tall the page is.
    window.parent.postMessage({ maru: "form", height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
}

form?.addEventListener("submit", (event) => {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  if (button) {
    button.setAttribute("aria-disabled", "true");
    const label = button.querySelector("[data-label]")!;
    form.dataset.label = label.textContent ?? "";
    label.textContent = form.dataset.busy ?? "";
  }
});

// Back by the browser's button: what was typed is still there and may be sent again.
window.addEventListener("pageshow", (event) => {
  const button = form?.querySelector<HTMLButtonElement>("button[type=submit]");
  if (!event.persisted || !form || !button) return;
  delete form.dataset.sent;
  button.removeAttribute("aria-disabled");
  button.querySelector("[data-label]")!.textContent = form.dataset.label ?? "";
});

files?.addEventListener("change", () => {
  const size = [...(files.files ?? [])].reduce((sum, file) => sum + file.size, 0);
  const isTooMuch = size > Number(files.dataset.most);
  files.setCustomValidity(isTooMuch ? (files.dataset.tooMuch ?? "") : "");
  if (isTooMuch) files.reportValidity();
});

document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
