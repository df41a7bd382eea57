// <a data-view-picture="address of the picture, large" href="the file">: a click shows it in the
// dialog[data-viewer], and from there all pictures of its conversation, in their order. The arrow
// keys go on, Escape leaves; the file itself is one click further.
import { behaviour } from "./behaviour";

const CONVERSATIONS = "#conversation, #side";
const PICTURES = "[data-view-picture]";

behaviour<HTMLDialogElement>("dialog[data-viewer]", (viewer) => {
  const picture = viewer.querySelector("img");
  const name = viewer.querySelector<HTMLElement>("[data-viewer-name]");
  const count = viewer.querySelector<HTMLElement>("[data-viewer-count]");
  const file = viewer.querySelector<HTMLAnchorElement>("[data-viewer-file]");
  if (!picture || !name || !count || !file) return;
  let all: HTMLAnchorElement[] = [];
  let at = 0;

  function show(index: number): void {
    at = (index + all.length) % all.length;
    const link = all[at]!;
    name!.textContent = link.title || link.querySelector("img")?.alt || "";
    count!.textContent = all.length > 1 ? `${at + 1} / ${all.length}` : "";
    viewer.dataset.state = "loading";
    picture!.alt = name!.textContent;
    picture!.src = link.dataset.viewPicture ?? "";
    file!.href = link.href;
    for (const each of viewer.querySelectorAll<HTMLElement>("[data-viewer-step]")) each.hidden = all.length < 2;
  }

  picture.addEventListener("load", () => (viewer.dataset.state = "shown"));
  picture.addEventListener("error", () => viewer.open && (viewer.dataset.state = "broken"));
  document.addEventListener("click", (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const link = (event.target as Element).closest<HTMLAnchorElement>(PICTURES);
    const conversation = link?.closest(CONVERSATIONS);
    if (!link || !conversation || !isPlain || !viewer.isConnected) return;
    event.preventDefault();
    all = [...conversation.querySelectorAll<HTMLAnchorElement>(PICTURES)];
    show(all.indexOf(link));
    viewer.showModal();
  });
  viewer.addEventListener("click", (event) => {
    const step = (event.target as Element).closest<HTMLElement>("[data-viewer-step]")?.dataset.viewerStep;
    if (step) show(at + Number(step));
    else if (event.target === viewer || (event.target as Element).matches("[data-viewer-stage]")) viewer.close();
  });
  viewer.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || all.length < 2) return;
    event.preventDefault();
    show(at + step);
  });
  viewer.addEventListener("close", () => {
    picture.removeAttribute("src");
    all[at]?.focus();
  });
});
