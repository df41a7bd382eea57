// The rich editor, a bundle of its own (editor.js): Tiptap over a form's textarea. It knows no
// page: rich-text.ts puts it in place and carries what is written into the form.
import { Editor } from "@tiptap/core";
import { Slice } from "@tiptap/pm/model";
import type { Field } from "../insert-text";
import { fromHtml, linesOf, toHtml } from "./as-html";
import { extensions } from "./extensions";
import { format, isOn, setLink } from "./formats";
import { insertPictures, isPicture, type Pictures, picturesIn } from "./pictures";
import { tableIn } from "./tables";

export { EMOJI } from "./emoji";

export interface Options {
  text: string;
  html: string;
  /** Where the cursor stands in `text`. */
  at: number;
  leaveTo: string;
  pictures: Pictures;
  changed: () => void;
  /** The cursor went elsewhere, or what is there changed. */
  moved: () => void;
}

export interface RichEditor extends Field {
  text: () => string;
  html: () => string;
  /** Done once no picture is on its way to the server any more; null if none is. */
  sending: () => Promise<unknown> | null;
  addPictures: (files: File[]) => void;
  format: (name: string) => void;
  isOn: (name: string) => boolean;
  /** Where the link leads that the cursor is in; '' in none. */
  link: () => string;
  setLink: (to: string) => void;
  name: (label: string, placeholder: string) => void;
  destroy: () => void;
}

export type MakeEditor = (place: HTMLElement, options: Options) => RichEditor;

export const makeEditor: MakeEditor = (place, options) => {
  const editor = new Editor({
    element: place,
    extensions: extensions(options.pictures),
    content: options.html ? fromHtml(options.html) : { type: "doc", content: linesOf(options.text) },
    injectCSS: false,
    editorProps: {
      attributes: {
        class: "rich-text",
        role: "textbox",
        "aria-multiline": "true",
        ...(options.leaveTo ? { "data-leave-to": options.leaveTo } : {}),
      },
      // Leaves the field: the page's key, not an end of what is selected.
      handleDOMEvents: {
        keydown: (_view, event) => event.key === "Escape",
        // Files that are no pictures go along with the message: the form takes them.
        paste: (_view, event) => isOfForm(event.clipboardData),
        drop: (_view, event) => isOfForm(event.dataTransfer),
      },
      handlePaste: (_view, event) => put(picturesIn(event.clipboardData)) || putTable(event.clipboardData),
      handleDrop: (view, event, _slice, isMoved) => !isMoved && put(picturesIn(event.dataTransfer), view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos),
      // Sends the form; a line of its own is made by Enter and Shift+Enter.
      handleKeyDown: (_view, event) => event.key === "Enter" && (event.ctrlKey || event.metaKey),
    },
    onTransaction: options.moved,
    onUpdate: () => {
      mark();
      options.changed();
    },
  });
  const { view } = editor;
  const under = new Set<Promise<unknown>>();

  function isOfForm(data: DataTransfer | null): boolean {
    return Boolean(data?.files.length) && !picturesIn(data).length && !data?.types.includes("text/html");
  }

  function put(files: File[], at?: number): boolean {
    if (!files.length) return false;
    const sent = insertPictures(editor, files, options.pictures, at).finally(() => under.delete(sent));
    under.add(sent);
    return true;
  }

  function putTable(data: DataTransfer | null): boolean {
    const table = data?.types.includes("text/html") ? null : tableIn(data?.getData("text/plain") ?? "");
    return table !== null && editor.commands.insertContent(table);
  }

  const mark = () => place.toggleAttribute("data-empty", editor.isEmpty);
  mark();
  if (!options.html) {
    const lines = options.text.slice(0, options.at).split("\n").length;
    editor.commands.setTextSelection(options.at + lines);
  }

  /** Write lines in place of what stands between two places; the first and last join theirs. */
  function write(text: string, from: number, to: number): void {
    const nodes = linesOf(text).map((line) => view.state.schema.nodeFromJSON(line));
    const slice = new Slice(view.state.schema.topNodeType.create(null, nodes).content, 1, 1);
    view.dispatch(view.state.tr.replaceRange(from, to, slice).scrollIntoView());
    view.focus();
  }

  return {
    element: view.dom,
    insert: (text) => write(text, view.state.selection.from, view.state.selection.to),
    focus: () => view.focus(),
    cursor: () => {
      const { left, top, bottom } = view.coordsAtPos(view.state.selection.from);
      return new DOMRect(left, top, 0, bottom - top);
    },
    before: () => {
      const { $from } = view.state.selection;
      return $from.parent.textBetween(0, $from.parentOffset, "\n", "\ufffc");
    },
    after: () => {
      const { $to } = view.state.selection;
      return $to.parent.textBetween($to.parentOffset, $to.parent.content.size, "\n", "\ufffc");
    },
    replaceBefore: (length, text) => {
      const { from, to } = view.state.selection;
      write(text, from - length, to);
    },
    text: () => editor.getText({ blockSeparator: "\n" }),
    html: () => (editor.isEmpty ? "" : toHtml(editor.getHTML())),
    sending: () => (under.size ? Promise.all(under) : null),
    addPictures: (files) => void put(files.filter(isPicture)),
    format: (name) => format(editor, name),
    isOn: (name) => isOn(editor, name),
    link: () => String(editor.getAttributes("link").href ?? ""),
    setLink: (to) => setLink(editor, to),
    name: (label, placeholder) => {
      view.dom.setAttribute("aria-label", label);
      view.dom.setAttribute("aria-placeholder", placeholder);
      place.dataset.placeholder = placeholder;
    },
    destroy: () => editor.destroy(),
  };
};
