// Waits for a moment in which what comes late disturbs nobody.

/** Once the page stands on the screen; at once where nobody sees it. */
export function whenPainted(run: () => void): void {
  if (document.visibilityState === "hidden") setTimeout(run);
  else requestAnimationFrame(() => setTimeout(run));
}

export const whenIdle = (run: () => void): void => {
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 4000 });
  else setTimeout(run, 1000);
};

/** A dialog that is closed gives the cursor back to where it was: that must still be there. */
export async function untilNoDialog(): Promise<void> {
  for (let open = document.querySelector("dialog:modal"); open; open = document.querySelector("dialog:modal")) {
    const dialog = open;
    await new Promise((resolve) => dialog.addEventListener("close", () => setTimeout(resolve), { once: true }));
  }
}
