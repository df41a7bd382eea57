// <details data-opened-by="provider" data-opened-for="other">: opens once the select of that
// name has one of those values, because then something in it must be filled in.
import { behaviour } from "./behaviour";

behaviour<HTMLDetailsElement>("details[data-opened-by]", (details) => {
  const form = details.closest("form");
  const select = form?.querySelector<HTMLSelectElement>(`select[name="${details.dataset.openedBy}"]`);
  if (!select) return;
  const values = (details.dataset.openedFor ?? "").split("|");
  const open = () => {
    if (values.includes(select.value)) details.open = true;
  };
  select.addEventListener("change", open);
  open();
});
