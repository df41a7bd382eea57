// <nav data-show-current>: on a narrow screen the row of tabs opens where its [aria-current] is.
import { behaviour } from "./behaviour";

behaviour<HTMLElement>("[data-show-current]", (row) => {
  const current = row.querySelector<HTMLElement>("[aria-current]");
  if (!current || row.scrollWidth <= row.clientWidth) return;
  const box = row.getBoundingClientRect();
  const mine = current.getBoundingClientRect();
  row.scrollLeft += mine.left - box.left - (box.width - mine.width) / 2;
});
