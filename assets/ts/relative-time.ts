// <time datetime="…" data-relative>: "3분 전" goes on counting. The same rule
// as maru.kit.ui.times.relative: minutes, hours, then days of the calendar;
// the server's words stay for less than a minute and for more than six days.
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const page = document.documentElement;
const format = new Intl.RelativeTimeFormat(page.lang || "ko", { numeric: "auto" });
const zone = page.dataset.timeZone;
const calendar = new Intl.DateTimeFormat("sv-SE", zone ? { timeZone: zone } : {});
const day = (date: Date) => Date.parse(calendar.format(date)) / (DAY * 1000);

function words(then: Date, now: Date): string | null {
  const seconds = (then.getTime() - now.getTime()) / 1000;
  const span = Math.abs(seconds);
  const whole = (unit: number) => Math.trunc(seconds / unit);
  if (span < MINUTE) return null;
  if (span < HOUR) return format.format(whole(MINUTE), "minute");
  if (span < DAY) return format.format(whole(HOUR), "hour");
  const days = Math.round(day(then) - day(now));
  return Math.abs(days) < 7 ? format.format(days, "day") : null;
}

function tick(): void {
  const now = new Date();
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-relative]")) {
    const text = words(new Date(time.dateTime), now);
    if (text && time.textContent !== text) time.textContent = text;
  }
}

setInterval(() => document.visibilityState === "visible" && tick(), 30_000);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tick());
