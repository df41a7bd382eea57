// <button data-open-dialog="id"> opens a <dialog>; data-close-dialog inside it,
// a click on the backdrop and Escape close it. <dialog data-open-now> opens as
// soon as htmx brings it.
import { behaviour } from "./behaviour";

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-open-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.openDialog ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
  if (target.closest("[data-close-dialog]") || target.matches("dialog.dialog")) target.closest("dialog")?.close();
});

behaviour<HTMLDialogElement>("dialog[data-open-now]", (dialog) => {
  dialog.showModal();
  dialog.addEventListener("close", () => dialog.remove());
});
