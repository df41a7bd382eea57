// The bundle of the editor, which is fetched once somebody is about to write.
import type { EMOJI, MakeEditor } from "./editor/editor";
import type { Choice } from "./inline-picker";

interface Bundle {
  makeEditor: MakeEditor;
  EMOJI: typeof EMOJI;
}

const bundles = new Map<string, Promise<Bundle>>();

export function bundle(address: string): Promise<Bundle> {
  const asked = bundles.get(address) ?? (import(address) as Promise<Bundle>);
  bundles.set(address, asked);
  asked.catch(() => bundles.delete(address)); // with the next composer, once more
  return asked;
}

/** What is offered after a colon, in the language of the page. */
export async function emoji(address: string): Promise<Choice[]> {
  const isKorean = document.documentElement.lang === "ko";
  return (await bundle(address)).EMOJI.map(({ sign, korean, english }) => ({
    label: isKorean ? korean : english, note: sign, icon: "", text: sign, words: isKorean ? english : korean,
  }));
}
