// What changes elsewhere appears here. An element says what it shows,
// data-live-ticket="7" or data-live="list", and fetches its partial again on the
// event "live" (hx-trigger="live"). Nothing is drawn from the socket itself: it
// says only which ticket to look at, and the server decides anew what is shown.
import htmx from "htmx.org";

interface News {
  event: number;
  ticket: number | null;
  verb: string;
}

const GENTLE = 400; // ms: many changes at once are one look
const SHORTEST = 500;
const LONGEST = 30_000;
const SIGNED_OUT = 4401;

let socket: WebSocket | null = null;
let last = 0;
let failures = 0;
let retry = 0;
const waiting = new Map<string, number>();

function look(selector: string): void {
  if (waiting.has(selector) || !document.querySelector(selector)) return;
  const later = window.setTimeout(() => {
    waiting.delete(selector);
    for (const element of document.querySelectorAll(selector)) htmx.trigger(element, "live");
  }, GENTLE);
  waiting.set(selector, later);
}

function hear(news: News): void {
  last = Math.max(last, news.event);
  if (news.verb === "hello") return;
  if (news.verb === "everything") look("[data-live-ticket]");
  else look(`[data-live-ticket="${news.ticket}"]`);
  look('[data-live="list"]');
}

function connect(): void {
  if (socket || !document.querySelector("[data-live-ticket], [data-live]")) return;
  const address = new URL("/live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  if (last) address.searchParams.set("after", String(last));
  socket = new WebSocket(address);
  socket.addEventListener("open", () => (failures = 0));
  socket.addEventListener("message", ({ data }) => hear(JSON.parse(data as string) as News));
  socket.addEventListener("close", ({ code }) => {
    socket = null;
    if (code !== SIGNED_OUT) again();
  });
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
document.addEventListener("htmx:load", connect);
connect();
