// <button data-fold-frame aria-expanded="false"> in a .mail-frame: the frame is
// sandboxed, so its height is unknown; it opens to most of the window and folds.
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-fold-frame]");
  const frame = button?.closest<HTMLElement>(".mail-frame");
  if (!button || !frame) return;
  const open = frame.toggleAttribute("data-open");
  button.setAttribute("aria-expanded", String(open));
  if (!open) frame.scrollIntoView({ block: "nearest" });
});
