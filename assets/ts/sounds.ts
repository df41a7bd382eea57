// <html data-sounds="named|all">: a soft sound when the reader is told something, once for all
// windows of this browser. Whether there is to be one now the server says, at the address of
// [data-sound-from]: 200 for yes, 204 for no.
import { behaviour } from "./behaviour";

const page = document.documentElement;
const ASKED = "maru-sound-asked"; // up to where a window of this browser asked already
const SETTLED = 700; // ms: what one is looking at has been read by then
const PAUSE = 4000; // ms between two sounds
let playedAt = 0;

function tone(line: AudioContext, pitch: number, at: number): void {
  const voice = line.createOscillator();
  const loudness = line.createGain();
  voice.type = "sine";
  voice.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.08, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.45);
  voice.connect(loudness).connect(line.destination);
  voice.start(at);
  voice.stop(at + 0.5);
}

async function play(): Promise<void> {
  const line = new AudioContext();
  try {
    await line.resume(); // a browser keeps still until somebody has pressed something on the page
    if (line.state !== "running") return;
    tone(line, 659, line.currentTime);
    tone(line, 880, line.currentTime + 0.12);
    page.dataset.soundPlayed = String(Date.now());
  } finally {
    window.setTimeout(() => void line.close(), 1000);
  }
}

// Of several windows the first one asks.
function isFirst(after: number): boolean {
  if (Number(localStorage.getItem(ASKED) ?? 0) >= after) return false;
  localStorage.setItem(ASKED, String(after));
  return true;
}

async function ask(after: number): Promise<void> {
  if (!isFirst(after) || Date.now() - playedAt < PAUSE) return;
  const from = document.querySelector<HTMLElement>("[data-sound-from]")?.dataset.soundFrom;
  if (!from) return;
  const answer = await fetch(from).catch(() => null);
  if (answer?.status !== 200) return;
  playedAt = Date.now();
  await play();
}

document.addEventListener("maru:told", (event) => {
  if (!page.dataset.sounds) return;
  const { after } = (event as CustomEvent<{ after: number }>).detail;
  window.setTimeout(() => void ask(after), SETTLED);
});

behaviour<HTMLButtonElement>("[data-try-sound]", (button) => {
  button.addEventListener("click", () => void play());
});
