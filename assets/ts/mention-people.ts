// <textarea data-mention-people="/tickets/7/mentions/">: @ in an internal note offers colleagues
// and teams, asked for once. Not in an answer: a customer is told nobody's name by it.
import { behaviour } from "./behaviour";
import { type Choice, pickInline } from "./inline-picker";

interface Entry {
  words: string;
  note: string;
  icon: string;
  is_muted: boolean;
}

behaviour<HTMLTextAreaElement>("textarea[data-mention-people]", (area) => {
  const form = area.form;
  if (!form) return;
  let asking: Promise<Choice[]> | null = null;

  async function ask(): Promise<Choice[]> {
    try {
      const answer = await fetch(area.dataset.mentionPeople ?? "", { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const { entries } = (await answer.json()) as { entries: Entry[] };
      return entries.map(({ words, note, icon, is_muted }) => ({ label: words, note, icon, isMuted: is_muted, text: `@${words}` }));
    } catch {
      asking = null; // with the next key, once more
      return [];
    }
  }

  pickInline(form, { sign: "@", isOn: () => form.dataset.mode === "note", choices: () => (asking ??= ask()) });
});
