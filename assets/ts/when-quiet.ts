// Waits for a moment in which what comes late disturbs nobody.

/** At once; in a page that was prepared ahead (fetch-ahead.ts), when somebody opens it. */
export function whenOpened(run: () => void): void {
  if (isAhead()) document.addEventListener("prerenderingchange", run, { once: true });
  else run();
}

export const isAhead = () => (document as { prerendering?: boolean }).prerendering === true;

/** Once the page stands on the screen; at once where it lies behind another. */
export function whenPainted(run: () => void): void {
  whenOpened(() => {
    if (document.visibilityState === "hidden") setTimeout(run);
    else requestAnimationFrame(() => setTimeout(run));
  });
}

export function whenIdle(run: () => void): void {
  whenOpened(() => {
    if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 4000 });
    else setTimeout(run, 1000);
  });
}

/** A dialog that is closed gives the cursor back to where it was: that must still be there. */
export async function untilNoDialog(): Promise<void> {
  for (let open = document.querySelector("dialog:modal"); open; open = document.querySelector("dialog:modal")) {
    const dialog = open;
    await new Promise((resolve) => dialog.addEventListener("close", () => setTimeout(resolve), { once: true }));
  }
}
