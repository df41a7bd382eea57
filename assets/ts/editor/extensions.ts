// What can be written: a line is a div, as in the mails of others, so that Enter makes a line and
// not a gap; headings begin below those of the page.
import { type AnyExtension, Extension, InputRule, textblockTypeInputRule } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { Heading } from "@tiptap/extension-heading";
import { Paragraph } from "@tiptap/extension-paragraph";
import { picture, type Pictures } from "./pictures";
import { tables } from "./tables";

const BLOCKS = "address, article, aside, blockquote, div, dl, figure, footer, h1, h2, h3, h4, h5, h6, header, hr, main, ol, p, pre, section, table, ul";

const Line = Paragraph.extend({
  parseHTML() {
    // A div around others is none itself: they would stand in an empty line each.
    return [{ tag: "p" }, { tag: "div", getAttrs: (element) => (element.querySelector(BLOCKS) ? false : null) }];
  },
  renderHTML: () => ["div", 0],
});

const Title = Heading.extend({
  addInputRules() {
    return [2, 3].map((level) =>
      textblockTypeInputRule({ find: new RegExp(`^#{${level - 1}}\\s$`), type: this.type, getAttributes: { level } }),
    );
  },
}).configure({ levels: [2, 3] });

// [words](https://address) as one types it.
const Written = Extension.create({
  name: "writtenLink",
  addInputRules() {
    return [
      new InputRule({
        find: /\[([^\]]+)\]\(((?:https?:\/\/|mailto:)[^\s)]+)\)$/,
        handler: ({ state, range, match: [, words = "", href] }) => {
          const link = state.schema.marks.link?.create({ href });
          if (link) state.tr.replaceWith(range.from, range.to, state.schema.text(words, [link])).removeStoredMark(link);
        },
      }),
    ];
  },
});

export function extensions(pictures: Pictures): AnyExtension[] {
  return [
    StarterKit.configure({
      paragraph: false,
      heading: false,
      link: { openOnClick: false, defaultProtocol: "https", protocols: ["mailto", "tel"], HTMLAttributes: { rel: null, target: null } },
    }),
    Line,
    Title,
    picture(pictures),
    ...tables,
    Written,
  ];
}
