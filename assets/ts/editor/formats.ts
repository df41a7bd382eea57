// What the bar can do, by name.
import type { Editor } from "@tiptap/core";

const FORMATS: Record<string, (editor: Editor) => unknown> = {
  bold: (editor) => editor.chain().focus().toggleBold().run(),
  italic: (editor) => editor.chain().focus().toggleItalic().run(),
  heading: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
  bulletList: (editor) => editor.chain().focus().toggleBulletList().run(),
  orderedList: (editor) => editor.chain().focus().toggleOrderedList().run(),
  blockquote: (editor) => editor.chain().focus().toggleBlockquote().run(),
  code: (editor) => (spans(editor) ? editor.chain().focus().toggleCodeBlock().run() : editor.chain().focus().toggleCode().run()),
  table: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
  addRow: (editor) => editor.chain().focus().addRowAfter().run(),
  deleteRow: (editor) => editor.chain().focus().deleteRow().run(),
  addColumn: (editor) => editor.chain().focus().addColumnAfter().run(),
  deleteColumn: (editor) => editor.chain().focus().deleteColumn().run(),
  deleteTable: (editor) => editor.chain().focus().deleteTable().run(),
};

/** Several lines, or those of a block of code, become one; words within a line do not. */
const spans = ({ state: { selection }, isActive }: Editor): boolean => isActive("codeBlock") || !selection.$from.sameParent(selection.$to);

export const format = (editor: Editor, name: string): void => void FORMATS[name]?.(editor);

export const isOn = (editor: Editor, name: string): boolean => editor.isActive(name) || (name === "code" && editor.isActive("codeBlock"));

/** Lead what is selected, or the link that the cursor is in, to `to`; '' leads it nowhere. */
export function setLink(editor: Editor, to: string): void {
  const chain = editor.chain().focus().extendMarkRange("link");
  if (!to) return void chain.unsetLink().run();
  const href = /^[a-z][a-z0-9+.-]*:/i.test(to) ? to : to.includes("@") ? `mailto:${to}` : `https://${to}`;
  if (editor.state.selection.empty && !editor.isActive("link")) {
    chain.insertContent({ type: "text", text: to, marks: [{ type: "link", attrs: { href } }] }).unsetMark("link").run();
  } else {
    chain.setLink({ href }).run();
  }
}
