// data-scroll-end: a conversation opens at its newest message, at the first of those that are new
// to the reader (#new-from-here), or at the message that the address names. What comes later is
// followed by whoever reads the end. Whoever reads further up stays there: [data-scroll-news] in it
// says that something came, and leads there.
import { behaviour } from "./behaviour";

const NEAR = 80; // px from the end that still count as the end
const GAP = 16; // px above a message that is led to

behaviour<HTMLElement>("[data-scroll-end]", (box) => {
  const named = location.hash.length > 1 && box.querySelector(`#${CSS.escape(location.hash.slice(1))}`);
  if (named) named.scrollIntoView({ block: "center" });
  else box.scrollTop = box.scrollHeight;
  const fresh = named ? null : box.querySelector("#new-from-here");

  const thread = box.querySelector(".thread");
  const news = box.querySelector<HTMLElement>("[data-scroll-news]");
  if (!thread || !news) return;
  const isAtEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  let newest: Element | null = null;

  // As far as the end, but no further than the beginning of what is new.
  function leadTo(element: Element): void {
    const top = element.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    box.scrollTop = Math.min(top - GAP, box.scrollHeight);
  }

  if (fresh) leadTo(fresh);
  let wasAtEnd = isAtEnd();
  box.addEventListener(
    "scroll",
    () => {
      wasAtEnd = isAtEnd();
      if (wasAtEnd) news.hidden = true;
    },
    { passive: true },
  );
  news.addEventListener("click", () => {
    news.hidden = true;
    if (newest) leadTo(newest);
  });
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node instanceof Element);
    const first = added.find((element) => element.matches(".message"));
    // Earlier messages are fetched to the top: nobody is led to those.
    if (!first || !added.includes(thread.lastElementChild as Element)) return;
    newest = first;
    if (wasAtEnd) leadTo(first);
    else news.hidden = false;
  }).observe(thread, { childList: true });
});
