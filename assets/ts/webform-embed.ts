// <script src=".../webform-embed.js" data-form="address" async></script> in any page:
// puts the form in its place, as tall as it is.
// A page that says nothing of dark colours is light for everybody, and so is the form in it.
const ofThePage = () =>
  getComputedStyle(document.documentElement).colorScheme.includes("dark") ? undefined : "light";

const script = document.currentScript as HTMLScriptElement | null;

if (script?.dataset.form) {
  const home = new URL(script.src);
  const address = new URL(`/form/${encodeURIComponent(script.dataset.form)}/`, home);
  for (const name of ["lang", "theme"]) {
    const value = script.dataset[name] ?? (name === "theme" ? ofThePage() : undefined);
    if (value) address.searchParams.set(name, value);
  }
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = script.dataset.title ?? "Form";
  frame.style.cssText = "width: 100%; border: 0; display: block";
  frame.height = "640";
  window.addEventListener("message", (event) => {
    const told = event.data as { maru?: string; height?: number } | null;
    if (event.source !== frame.contentWindow || told?.maru !== "form") return;
    frame.height = String(Math.min(Math.max(Number(told.height) || 0, 200), 8000));
  });
  script.after(frame);
}
