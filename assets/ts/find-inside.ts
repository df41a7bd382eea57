// <search data-find-inside="/tickets/7/found/">: looks for words in the conversation beside it.
// [data-find-open] shows it, Escape puts it away. The server says where they stand, in folded and
// older parts too; the page fetches these, opens them and marks the words. Enter goes further
// back, as in messengers; Shift+Enter to what is newer.
import htmx from "htmx.org";
import { behaviour } from "./behaviour";
import { isComposing } from "./keyboard";
import { mark, rangesIn, unmark } from "./mark-words";

interface Hit {
  place: string; // id of what says it
  reaching: number; // the message back to which the page must reach
  words: string[];
}

const GENTLE = 150; // ms

/** Have the page show what has the id `hit.place`: earlier messages are fetched back to it. */
async function shown(hit: Hit): Promise<HTMLElement | null> {
  for (;;) {
    const there = document.getElementById(hit.place);
    const earlier = document.querySelector<HTMLElement>("#conversation [data-earlier]");
    if (there || !earlier) return there;
    await htmx.ajax("get", `${earlier.dataset.earlier}&reaching=${hit.reaching}`, { target: earlier, swap: "outerHTML" });
    if (earlier.isConnected) return null; // the server is away
  }
}

function open(range: Range): void {
  for (let at: Element | null | undefined = range.startContainer.parentElement; at; at = at.parentElement?.closest("details")) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
}

behaviour<HTMLElement>("[data-find-inside]", (bar) => {
  const field = bar.querySelector("input");
  const count = bar.querySelector("output");
  if (!field || !count) return;
  let hits: Hit[] = [];
  let at = 0; // of hits, the newest first
  let within = 0; // of the places in that one, from its end
  let asking = new AbortController();
  let later = 0;

  const say = (words: string): void => void (count.textContent = words);
  const rangesOf = (hit: Hit): Range[] => {
    const place = document.getElementById(hit.place);
    return place ? rangesIn(place, hit.words) : [];
  };

  async function look(): Promise<void> {
    asking.abort();
    asking = new AbortController();
    const asked = field!.value.trim();
    if (!asked) return forget();
    try {
      const address = `${bar.dataset.findInside}?${new URLSearchParams({ q: asked })}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      hits = ((await answer.json()) as { found: Hit[] }).found;
    } catch {
      return; // asked anew meanwhile, or the server is away: with the next letter
    }
    at = within = 0;
    await lead();
  }

  async function lead(): Promise<void> {
    const hit = hits[at];
    say(hit ? (bar.dataset.of ?? "").replace("{n}", String(at + 1)).replace("{all}", String(hits.length)) : (bar.dataset.none ?? ""));
    if (!hit) return unmark();
    const place = await shown(hit);
    if (hits[at] !== hit) return;
    const ranges = rangesOf(hit);
    const here = ranges.at(-1 - within);
    for (const range of ranges) open(range);
    mark(hits.flatMap(rangesOf), here);
    (here?.startContainer.parentElement ?? place)?.scrollIntoView({ block: "center" });
  }

  function go(step: 1 | -1): void {
    const hit = hits[at];
    if (!hit) return;
    const places = Math.max(rangesOf(hit).length, 1);
    within += step;
    if (within < 0 || within >= places) {
      at = (at + step + hits.length) % hits.length;
      within = step > 0 ? 0 : Math.max(rangesOf(hits[at]!).length - 1, 0);
    }
    void lead();
  }

  function forget(): void {
    hits = [];
    say("");
    unmark();
  }

  function close(): void {
    bar.hidden = true;
    asking.abort();
    forget();
    document.getElementById("conversation")?.focus();
  }

  document.addEventListener("click", (event) => {
    if (!bar.isConnected || !(event.target as Element).closest("[data-find-open]")) return;
    bar.hidden = false;
    field.select();
    if (field.value && !hits.length) void look();
  });
  field.addEventListener("input", () => {
    clearTimeout(later);
    later = window.setTimeout(() => void look(), GENTLE);
  });
  bar.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && event.target === field) {
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    }
  });
  bar.addEventListener("click", (event) => {
    const step = (event.target as Element).closest<HTMLElement>("[data-find-step]")?.dataset.findStep;
    if (step) go(step === "older" ? 1 : -1);
    if ((event.target as Element).closest("[data-find-close]")) close();
  });
});
