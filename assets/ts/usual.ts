// What is chosen often and lately in the palette, on this machine. Kept as numbers that say
// nothing: no name of a customer or colleague is left in a browser.
const STORED = "maru-usual";
const KEPT = 100;

type Uses = Record<string, [times: number, last: number]>;

function uses(): Uses {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? "{}") as Uses;
  } catch {
    return {};
  }
}

function hashed(name: string): string {
  let hash = 5381;
  for (const char of name) hash = ((hash * 33) ^ (char.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(36);
}

export function remember(name: string): void {
  const all = uses();
  all[hashed(name)] = [(all[hashed(name)]?.[0] ?? 0) + 1, Date.now()];
  const newest = Object.entries(all).sort(([, a], [, b]) => b[1] - a[1]);
  localStorage.setItem(STORED, JSON.stringify(Object.fromEntries(newest.slice(0, KEPT))));
}

/** Return how often and when each was chosen: [0, 0] for never. */
export function usesOf(): (name: string) => [number, number] {
  const all = uses();
  return (name) => all[hashed(name)] ?? [0, 0];
}
