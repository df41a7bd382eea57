// <a data-show-mail="id of a template">: puts the mail's own HTML, framed, in
// the link's place. A frame costs, so a long conversation has none until asked.
// <button data-frame-src="…"> in .mail-frame loads another address into the frame.
document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-show-mail]");
  const template = opener && document.getElementById(opener.dataset.showMail ?? "");
  if (opener && template instanceof HTMLTemplateElement) {
    event.preventDefault();
    opener.replaceWith(template.content.cloneNode(true));
    return;
  }
  const loader = target.closest<HTMLElement>("[data-frame-src]");
  const frame = loader?.closest(".mail-frame")?.querySelector("iframe");
  if (!loader || !frame) return;
  frame.src = loader.dataset.frameSrc ?? "";
  loader.remove();
});
