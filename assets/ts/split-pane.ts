// <div role="separator" data-split="list" aria-controls="list-pane">: the edge of a pane, moved by
// mouse, finger and keys (arrows, with Shift further; Home and End); a double click or Enter gives
// it its usual width. data-split-turned: the pane lies after the edge.
import { behaviour } from "./behaviour";
import { applyWidths, follow, keepWidth, showWidth } from "./pane-widths";

const STEP = 16; // pixels
const LEAP = 64;

behaviour<HTMLElement>("[data-split]", (edge) => {
  const name = edge.dataset.split ?? "";
  const sign = "splitTurned" in edge.dataset ? -1 : 1;
  const least = Number(edge.ariaValueMin);
  const most = Number(edge.ariaValueMax);
  const pane = () => document.getElementById(edge.getAttribute("aria-controls") ?? "");
  const width = () => Math.round(pane()?.getBoundingClientRect().width ?? 0);
  const fitting = (wished: number) => Math.round(Math.min(most, Math.max(least, wished)));

  function tell(): void {
    edge.ariaValueNow = String(width());
  }

  function keep(wished: number | null): void {
    keepWidth(name, wished === null ? null : fitting(wished));
    tell();
  }

  // A row that lies below would be dragged away instead, and words be selected.
  edge.addEventListener("mousedown", (event) => event.preventDefault());
  edge.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    const [from, began] = [down.clientX, width()];
    const wished = (event: PointerEvent) => fitting(began + sign * (event.clientX - from));
    const move = (event: PointerEvent) => {
      showWidth(name, wished(event));
      tell();
    };
    const drag = new AbortController();
    const end = (event: PointerEvent) => {
      drag.abort();
      edge.removeAttribute("data-dragged");
      // A click alone changes nothing, and what the system took away is as before.
      if (event.type === "pointerup" && event.clientX !== from) keep(wished(event));
      else applyWidths();
      tell();
    };
    edge.setPointerCapture(down.pointerId);
    edge.setAttribute("data-dragged", "");
    const { signal } = drag;
    edge.addEventListener("pointermove", move, { signal });
    edge.addEventListener("pointerup", end, { signal });
    edge.addEventListener("pointercancel", end, { signal });
  });

  edge.addEventListener("dblclick", () => keep(null));
  edge.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? LEAP : STEP;
    const next: Record<string, () => number | null> = {
      ArrowLeft: () => width() - sign * step,
      ArrowRight: () => width() + sign * step,
      Home: () => least,
      End: () => most,
      Enter: () => null,
    };
    const wished = next[event.key];
    if (!wished || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keep(wished());
  });

  addEventListener("resize", tell);
  follow(tell);
  tell();
});
