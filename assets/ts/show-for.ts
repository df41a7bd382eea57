// <input data-shown-by="row_field" data-shown-for="header|other">: shows while the
// select of that name, in the same group, has one of those values. Without scripts it shows.
import { behaviour } from "./behaviour";

behaviour<HTMLElement>("[data-shown-by]", (element) => {
  const group = element.closest('[role="group"], form');
  const select = group?.querySelector<HTMLSelectElement>(`select[name="${element.dataset.shownBy}"]`);
  if (!select) return;
  const values = (element.dataset.shownFor ?? "").split("|");
  const update = () => {
    element.hidden = !values.includes(select.value);
  };
  select.addEventListener("change", update);
  update();
});
