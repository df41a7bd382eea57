// <button data-reveal-password="id of the input" aria-pressed="false">
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-reveal-password]");
  const input = button && document.getElementById(button.dataset.revealPassword ?? "");
  if (!button || !(input instanceof HTMLInputElement)) return;
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
});
