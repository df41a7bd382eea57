// <button data-insert-text="{{customer.name}}"> in a form: puts the text where
// the cursor stands in the form's textarea.
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-insert-text]");
  const area = button?.closest("form")?.querySelector("textarea");
  if (!button || !area) return;
  area.focus();
  area.setRangeText(button.dataset.insertText ?? "", area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
});
