// What changes elsewhere appears here. An element says what it shows,
// data-live-ticket="7" or data-live="list", and fetches its partial again on the
// event "live" (hx-trigger="live"). Nothing is drawn from the socket itself: it
// says only which ticket to look at, and the server decides anew what is shown.
// data-live-verb="ticket.task": only after what begins so (ticket.task_done).
// data-live-after="123" is how far the page had seen when it was read: what came
// after it is told first.
import htmx from "htmx.org";
import { whenPainted } from "./when-quiet";

interface News {
  after: number;
  ticket: number | null;
  verb: string;
  named?: boolean; // one of those who listen here is told of it by name
}

const GENTLE = 400; // ms: many changes at once are one look
const RAIL = '[data-live="rail"]'; // on every page, in every tab that lies open
const RAIL_PAUSE = 4000; // about; a storm of mail is a look each so often
const SHORTEST = 500;
const LONGEST = 30_000;
const SIGNED_OUT = 4401;
const SILENCE = 50_000; // the server says something every 20 s
const LISTENS = 10_000;
const BELL = '[data-live="bell"]';
const CHECKED = "ticket.file_checked"; // shows in no list
const UNFETCHED = 4000; // about; a database that was restarted is back by then

let socket: WebSocket | null = null;
let seen: number | null = null; // up to here we were told everything
let knew = false; // what the page had seen when it was read
let heardAt = 0;
let failures = 0;
let retry = 0;
const waiting = new Map<string, number>();

function look(selector: string, pause = GENTLE): void {
  if (waiting.has(selector) || !document.querySelector(selector)) return;
  const later = window.setTimeout(() => {
    waiting.delete(selector);
    for (const element of document.querySelectorAll(selector)) htmx.trigger(element, "live");
  }, pause);
  waiting.set(selector, later);
}

let railLookedAt = 0;
let isRailBehind = false;

// Not while nobody sees it: a tab that comes to the front catches up.
function lookAtRail(): void {
  isRailBehind = document.visibilityState === "hidden";
  if (isRailBehind || waiting.has(RAIL)) return;
  const pause = Math.max(GENTLE, railLookedAt + RAIL_PAUSE * (0.75 + Math.random() / 2) - Date.now());
  railLookedAt = Date.now() + pause;
  look(RAIL, pause);
}

function hear(news: News): void {
  // "everything" may also mean that the database was put back to an earlier day.
  seen = news.verb === "everything" ? news.after : Math.max(seen ?? 0, news.after);
  heardAt = Date.now();
  if (news.verb === "silence") return;
  if (news.verb === "hello") {
    // Nobody knows what such a page had seen: other pages are told what they missed.
    if (!knew) {
      look(BELL);
      lookAtRail();
    }
    knew = true;
    return;
  }
  if (news.named || news.verb === "everything") look(BELL);
  if (news.named) document.dispatchEvent(new CustomEvent("maru:told", { detail: { after: news.after } }));
  if (news.verb === "everything") look("[data-live-ticket]");
  else {
    const here = `[data-live-ticket="${news.ticket}"]`;
    look(`${here}:not([data-live-verb])`);
    look(`${here}[data-live-verb="${news.verb.split("_")[0]}"]`);
  }
  if (news.verb === CHECKED) return;
  look('[data-live="list"]');
  lookAtRail();
}

// What could not be fetched, because server or database was away, is fetched again: it was told.
function tryAgain(event: Event): void {
  const { elt, xhr } = (event as CustomEvent<{ elt: Element; xhr?: XMLHttpRequest }>).detail;
  const isFinal = xhr !== undefined && xhr.status > 0 && xhr.status < 500;
  if (isFinal || !elt.matches("[data-live-ticket], [data-live]")) return;
  window.setTimeout(() => {
    if (elt.isConnected) htmx.trigger(elt, "live");
  }, UNFETCHED * (0.5 + Math.random()));
}

function seenByThePage(): number | null {
  const marks = [...document.querySelectorAll<HTMLElement>("[data-live-after]")];
  return marks.length ? Math.min(...marks.map((each) => Number(each.dataset.liveAfter))) : null;
}

let isComing = false;

function connect(): void {
  if (socket || isComing || !document.querySelector("[data-live-ticket], [data-live]")) return;
  isComing = true;
  whenPainted(open);
}

function open(): void {
  isComing = false;
  seen ??= seenByThePage();
  knew = knew || seen !== null;
  const address = new URL("/live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  if (seen !== null) address.searchParams.set("after", String(seen));
  heardAt = Date.now();
  const line = (socket = new WebSocket(address));
  line.addEventListener("open", () => (failures = 0));
  line.addEventListener("message", ({ data }) => hear(JSON.parse(data as string) as News));
  line.addEventListener("close", ({ code }) => {
    if (socket !== line) return;
    socket = null;
    if (code !== SIGNED_OUT) again();
  });
}

// A line that died while the laptop slept looks open for minutes: silence tells.
function listen(): void {
  if (!socket || Date.now() - heardAt < SILENCE) return;
  const dead = socket;
  socket = null;
  dead.close();
  connect();
}

// Jitter, so that a restart does not bring every browser back in one moment.
function again(): void {
  const pause = Math.min(LONGEST, SHORTEST * 2 ** failures++);
  window.clearTimeout(retry);
  retry = window.setTimeout(connect, pause * (0.5 + Math.random() / 2));
}

window.addEventListener("online", () => {
  failures = 0;
  connect();
});
window.setInterval(listen, LISTENS);
document.addEventListener("visibilitychange", listen);
document.addEventListener("visibilitychange", () => isRailBehind && lookAtRail());
document.addEventListener("maru:own-work", lookAtRail); // what is one's own tells nobody else
document.addEventListener("maru:seen", lookAtRail); // what was read here is no news any more
document.addEventListener("htmx:load", connect);
document.addEventListener("htmx:responseError", tryAgain);
document.addEventListener("htmx:sendError", tryAgain);
document.addEventListener("htmx:timeout", tryAgain);
connect();
