// data-scroll-end: a conversation opens at its newest message, or at the
// message that the address names.
import { behaviour } from "./behaviour";

behaviour<HTMLElement>("[data-scroll-end]", (box) => {
  const named = location.hash.length > 1 && box.querySelector(`#${CSS.escape(location.hash.slice(1))}`);
  if (named) named.scrollIntoView({ block: "center" });
  else box.scrollTop = box.scrollHeight;
});
