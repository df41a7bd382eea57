// data-pick-files around an <input type="file" name="…" multiple>: shows what was
// chosen in [data-files], takes dropped and pasted files, lets one be taken
// off again. data-max-bytes marks what is too big; data-remove-label names
// the button that takes a file off.
import { behaviour } from "./behaviour";
import { bytes } from "./bytes";

behaviour<HTMLElement>("[data-pick-files]", (box) => {
  const input = box.querySelector<HTMLInputElement>('input[type="file"][name]');
  const list = box.querySelector<HTMLElement>("[data-files]");
  if (!input || !list) return;
  const limit = Number(box.dataset.maxBytes) || Infinity;
  let chosen: File[] = [];

  function show(): void {
    const carrier = new DataTransfer();
    for (const file of chosen) carrier.items.add(file);
    input!.files = carrier.files;
    list!.replaceChildren(...chosen.map(row));
    list!.hidden = chosen.length === 0;
  }

  function row(file: File): HTMLLIElement {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.className = "truncate";
    name.textContent = file.name;
    const weight = document.createElement("small");
    weight.textContent = bytes(file.size);
    if (file.size > limit) {
      item.dataset.tooBig = "";
      weight.textContent += ` · ${box.dataset.tooBig ?? ""}`;
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `${box.dataset.removeLabel ?? ""} ${file.name}`.trim());
    remove.addEventListener("click", () => {
      chosen = chosen.filter((each) => each !== file);
      show();
    });
    item.append(name, weight, remove);
    return item;
  }

  function add(files: Iterable<File>): void {
    chosen = input!.multiple ? [...chosen, ...files] : [...files].slice(0, 1);
    show();
  }

  input.addEventListener("change", () => add([...(input.files ?? [])]));
  box.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || event.defaultPrevented) return; // the editor has taken them
    event.preventDefault();
    add(files);
  });
  for (const kind of ["dragover", "dragleave", "drop"] as const) {
    box.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      if (kind === "drop" && event.defaultPrevented) return box.removeAttribute("data-over");
      event.preventDefault();
      box.toggleAttribute("data-over", kind === "dragover");
      if (kind === "drop") add([...event.dataTransfer.files]);
    });
  }
  box.closest("form")?.addEventListener("reset", () => {
    chosen = [];
    show();
  });
});
