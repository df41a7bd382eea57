// How wide a member made the panes on this device: --list-pane and --customer-pane of the page.
// Set before anything is drawn (theme.ts), so that nothing jumps.
type Widths = Record<string, number>; // pixels

const page = document.documentElement;
const member = () => document.querySelector<HTMLMetaElement>('meta[name="member"]')?.content ?? "";
const place = () => `maru-panes-${member()}`;

function stored(): Widths {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place()) ?? "{}");
    const pairs = Object.entries(found ?? {}).filter(([, width]) => Number.isFinite(width));
    return Object.fromEntries(pairs) as Widths;
  } catch {
    return {}; // somebody else's, or none may be kept
  }
}

export function applyWidths(): void {
  const widths = stored();
  for (const name of ["list", "customer"]) {
    const width = widths[name];
    if (width === undefined) page.style.removeProperty(`--${name}-pane`);
    else page.style.setProperty(`--${name}-pane`, `${width}px`);
  }
}

/** Keep a width, null: the usual one. */
export function keepWidth(name: string, width: number | null): void {
  const widths = stored();
  if (width === null) delete widths[name];
  else widths[name] = width;
  try {
    localStorage.setItem(place(), JSON.stringify(widths));
  } catch {
    // It holds for this page.
  }
  applyWidths();
}

export function showWidth(name: string, width: number): void {
  page.style.setProperty(`--${name}-pane`, `${width}px`);
}

/** Follow what another tab of the same member does. */
export function follow(then: () => void): void {
  addEventListener("storage", (event) => {
    if (event.key !== place()) return;
    applyWidths();
    then();
  });
}
