// Tables: as spreadsheets copy them, with HTML or as lines with tabs.
import { type JSONContent, Node } from "@tiptap/core";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";

// No widths of columns: they are styles, which neither our pages nor the server keep.
const Plain = Table.extend({ renderHTML: () => ["table", ["tbody", 0]] }).configure({ resizable: false });

export const tables: Node[] = [Plain, TableRow, TableHeader, TableCell];

/** Lines that all have as many tabs are a table. */
export function tableIn(text: string): JSONContent | null {
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
  const width = rows[0]?.length ?? 0;
  if (width < 2 || rows.some((row) => row.length !== width)) return null;
  const cell = (words: string): JSONContent => ({
    type: "tableCell",
    content: [{ type: "paragraph", ...(words.trim() ? { content: [{ type: "text", text: words.trim() }] } : {}) }],
  });
  return { type: "table", content: rows.map((row) => ({ type: "tableRow", content: row.map(cell) })) };
}
