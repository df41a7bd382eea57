// <section data-keep-time="7" data-beats-to="/work-time/beats/">: how long ticket 7 is in use
// here. A second counts while the page is in front and a pointer, a key or the wheel moved within
// the last minute. At most one small request in half a minute, for all windows of this browser:
// what is not told yet waits in the browser and goes along with the next one. The server decides
// how much of it counts.
import { csrfToken } from "./csrf";

const EVERY = 30_000; // ms between two beats
const USED = 60_000; // ms that somebody who reads may keep still
const LOOK = 5_000; // ms between two looks
const OLD = 120_000; // ms: what waits longer is nobody's any more
const WAITING = "maru-time"; // {"7": {"spent": 25, "at": 1790000000000}}
const TOLD = "maru-time-told"; // when a window of this browser told last

type Waiting = Record<string, { spent: number; at: number }>;

let usedAt = performance.now();
let lookedAt = performance.now();
let place = "";

function waiting(): Waiting {
  try {
    return JSON.parse(localStorage.getItem(WAITING) ?? "{}") as Waiting;
  } catch {
    return {};
  }
}

function keep(number: string, spent: number): void {
  const all = waiting();
  all[number] = { spent: (all[number]?.spent ?? 0) + spent, at: Date.now() };
  localStorage.setItem(WAITING, JSON.stringify(all));
}

function tell(): void {
  const now = Date.now();
  const since = now - Number(localStorage.getItem(TOLD) ?? 0);
  // A clock that was put back does not keep it silent.
  if (!place || (since >= 0 && since < EVERY)) return;
  const told = Object.entries(waiting()).filter(([, one]) => now - one.at < OLD && one.spent >= 1);
  localStorage.removeItem(WAITING);
  if (!told.length) return;
  localStorage.setItem(TOLD, String(now));
  const body = new FormData();
  body.set("csrfmiddlewaretoken", csrfToken());
  for (const [number, one] of told) body.append("spent", `${number}:${Math.round(one.spent)}`);
  navigator.sendBeacon(place, body);
}

function look(): void {
  const now = performance.now();
  const passed = Math.min(now - lookedAt, LOOK + 1000); // a laptop that slept worked on nothing
  lookedAt = now;
  const here = document.querySelector<HTMLElement>("[data-keep-time]");
  if (!here) return;
  place = here.dataset.beatsTo ?? "";
  const isInFront = document.visibilityState === "visible" && document.hasFocus();
  if (isInFront && now - usedAt < USED) keep(here.dataset.keepTime ?? "", passed / 1000);
  tell();
}

for (const sign of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
  document.addEventListener(sign, () => (usedAt = performance.now()), { passive: true, capture: true });
}
// What was done on the page is counted before it is left.
document.addEventListener("visibilitychange", look);
window.addEventListener("pagehide", look);
window.setInterval(look, LOOK);
