// <button data-copy="the text"> or data-copy-from="#id"; data-copied is what it
// says for two seconds.
document.addEventListener("click", async (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const text = source
    ? source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement
      ? source.value
      : (source.textContent ?? "")
    : (button.dataset.copy ?? "");
  await navigator.clipboard.writeText(text.trim());
  const label = button.querySelector<HTMLElement>("[data-label]") ?? button;
  const before = label.textContent;
  if (!button.dataset.copied || before === button.dataset.copied) return;
  label.textContent = button.dataset.copied;
  setTimeout(() => (label.textContent = before), 2000);
});
