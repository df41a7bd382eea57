// What is written as the HTML that the server keeps and mails carry, and back.
import type { JSONContent } from "@tiptap/core";

/** Plain words as lines of the document. */
export const linesOf = (text: string): JSONContent[] =>
  text.split("\n").map((line) => ({ type: "paragraph", ...(line ? { content: [{ type: "text", text: line }] } : {}) }));

/** HTML folds blanks; those that were typed stay by every second one being fixed. */
const fixed = (text: string): string => text.replace(/ {2}/g, "\u00a0 ").replace(/^ | $/g, "\u00a0");

const inner = (html: string): HTMLElement => {
  const page = document.implementation.createHTMLDocument("");
  page.body.innerHTML = html; // in a page of its own: nothing loads, nothing runs
  return page.body;
};

export function toHtml(written: string): string {
  const body = inner(written);
  for (const wait of body.querySelectorAll("[data-wait]")) wait.remove();
  for (const image of body.querySelectorAll<HTMLElement>("img")) {
    image.setAttribute("src", `cid:${image.dataset.key ?? ""}`);
    image.removeAttribute("data-key");
  }
  for (const cell of body.querySelectorAll("td, th")) {
    for (const name of ["colspan", "rowspan"]) if (cell.getAttribute(name) === "1") cell.removeAttribute(name);
  }
  for (const line of body.querySelectorAll("div:empty")) line.append(body.ownerDocument.createElement("br"));
  // A cell or an item holds its one line itself.
  for (const line of body.querySelectorAll("li > div:first-child, td > div:only-child, th > div:only-child")) {
    const next = line.nextElementSibling;
    if (!next || next.matches("ul, ol")) line.replaceWith(...line.childNodes);
  }
  const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    if (!text.parentElement?.closest("pre")) text.data = fixed(text.data);
  }
  for (let last = body.lastElementChild; last?.matches("div") && last.innerHTML === "<br>"; last = body.lastElementChild) last.remove();
  return body.innerHTML;
}

export function fromHtml(html: string): string {
  const body = inner(html);
  for (const holder of body.querySelectorAll("div > br:only-child")) holder.remove(); // of an empty line
  const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    text.data = text.data.replace(/\u00a0/g, " ");
  }
  return body.innerHTML;
}
