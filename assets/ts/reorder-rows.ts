// <ul data-reorder> with <li draggable="true" data-place="/views/3/place/">: rows are dragged
// to where they shall stand, or moved by the buttons of [data-move="up"] and "down", which keep
// the focus, or by Alt+↑ and Alt+↓ from anywhere in the row. The server is told the new place
// (to=2); without scripts the buttons are forms.
import { behaviour } from "./behaviour";
import { csrfToken } from "./csrf";

behaviour<HTMLElement>("[data-reorder]", (list) => {
  let dragged: HTMLElement | null = null;
  const rows = () => [...list.querySelectorAll<HTMLElement>(":scope > [data-place]")];

  async function tell(row: HTMLElement): Promise<void> {
    const headers = { "X-CSRFToken": csrfToken() };
    const body = new URLSearchParams({ to: String(rows().indexOf(row)) });
    try {
      const answer = await fetch(row.dataset.place ?? "", { method: "POST", headers, body });
      if (!answer.ok) location.reload(); // as it stands there
    } catch {
      location.reload();
    }
  }

  list.addEventListener("dragstart", (event) => {
    dragged = (event.target as Element).closest<HTMLElement>("[data-place]");
    event.dataTransfer?.setData("text/plain", "");
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    dragged?.setAttribute("data-dragged", "");
  });
  list.addEventListener("dragover", (event) => {
    const over = (event.target as Element).closest<HTMLElement>("[data-place]");
    if (!dragged) return;
    event.preventDefault();
    if (!over || over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    dragged?.removeAttribute("data-dragged");
    if (dragged) void tell(dragged);
    dragged = null;
  });

  list.addEventListener("keydown", (event) => {
    const where = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!event.altKey || !where) return;
    const row = (event.target as Element).closest<HTMLElement>("[data-place]");
    event.preventDefault();
    row?.querySelector<HTMLFormElement>(`form[data-move="${where}"]`)?.requestSubmit();
  });
  list.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const row = form.closest<HTMLElement>("[data-place]");
    if (!row || !form.dataset.move) return;
    event.preventDefault();
    const focused = document.activeElement as HTMLElement | null;
    const next = form.dataset.move === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!next) return;
    if (form.dataset.move === "up") next.before(row);
    else next.after(row);
    focused?.focus();
    void tell(row);
  });
});
