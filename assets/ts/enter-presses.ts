// <input data-enter-presses="id">: Enter in it presses that button, not the first one of its form.
document.addEventListener("keydown", (event) => {
  const typed = event.target as HTMLElement;
  if (event.key !== "Enter" || event.isComposing || !typed.matches("input[data-enter-presses]")) return;
  event.preventDefault();
  document.getElementById(typed.dataset.enterPresses ?? "")?.click();
});
