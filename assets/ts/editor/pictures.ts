// Pictures within what is written: pasted and dropped ones go to the server at once, and stand
// where they were put. `src` in the HTML is cid:KEY, as in the mail; the page shows them by an
// address that the server gave for the key.
import { type Editor, Node } from "@tiptap/core";

export interface Uploaded {
  key: string;
  address: string;
}

export interface Pictures {
  /** Where those that are there already are shown, by their keys. */
  addresses: Record<string, string>;
  /** Send one; rejected with words for whoever writes. */
  send: (file: File) => Promise<Uploaded>;
  failed: (words: string) => void;
}

const KEPT = /^image\/(png|jpeg|gif|webp)$/;
export const isPicture = (file: File) => KEPT.test(file.type);

export function picture(pictures: Pictures): Node {
  const known = (key: string, alt: string) => (key in pictures.addresses ? { key, alt } : false);
  return Node.create({
    name: "picture",
    group: "inline",
    inline: true,
    draggable: true,
    addAttributes: () => ({ key: { default: "" }, alt: { default: "" }, wait: { default: "" } }),
    parseHTML: () => [
      // Of our own alone: what another page shows is not ours to send on.
      { tag: "img[src^='cid:']", getAttrs: (img) => known((img.getAttribute("src") ?? "").slice(4), img.getAttribute("alt") ?? "") },
      { tag: "img[data-key]", getAttrs: (img) => known(img.dataset.key ?? "", img.getAttribute("alt") ?? "") },
    ],
    renderHTML: ({ node: { attrs } }) =>
      attrs.wait
        ? ["span", { "data-wait": attrs.wait, role: "img", "aria-busy": "true", "aria-label": attrs.alt }, `${attrs.alt} …`]
        : ["img", { src: pictures.addresses[attrs.key] ?? "", alt: attrs.alt, "data-key": attrs.key }],
    renderText: ({ node }) => `[${node.attrs.alt}]`,
  });
}

let count = 0;

/** Put pictures where the cursor, or `at`, is; each is sent, and gone again where that fails. */
export async function insertPictures(editor: Editor, files: File[], pictures: Pictures, at?: number): Promise<void> {
  const { from, to } = editor.state.selection;
  const waits = files.map((file) => ({ file, wait: `wait-${++count}`, alt: file.name.replace(/[[\]]/g, "") }));
  editor.chain().insertContentAt(at ?? { from, to }, waits.map(({ wait, alt }) => ({ type: "picture", attrs: { wait, alt } }))).focus().run();
  await Promise.all(waits.map(async ({ file, wait, alt }) => {
    try {
      const { key, address } = await pictures.send(file);
      pictures.addresses[key] = address;
      settle(editor, wait, { key, alt, wait: "" });
    } catch (error) {
      settle(editor, wait, null);
      pictures.failed(error instanceof Error ? error.message : "");
    }
  }));
}

function settle(editor: Editor, wait: string, attrs: { key: string; alt: string; wait: string } | null): void {
  if (editor.isDestroyed) return;
  editor.state.doc.descendants((node, at) => {
    if (node.type.name !== "picture" || node.attrs.wait !== wait) return;
    const { tr } = editor.state;
    if (attrs) tr.setNodeMarkup(at, null, attrs);
    else tr.delete(at, at + node.nodeSize);
    editor.view.dispatch(tr.setMeta("addToHistory", false));
  });
}

/** The pictures among what was pasted or dropped, where it is nothing else: what a spreadsheet
 * copies is a table, with a picture of it beside. */
export function picturesIn(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  if (!files.length || !files.every(isPicture)) return [];
  const page = new DOMParser().parseFromString(data?.getData("text/html") ?? "", "text/html");
  return page.body.textContent?.trim() || page.querySelector("table") ? [] : files;
}
