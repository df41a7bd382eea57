import { csrfToken } from "./csrf";
import type { Uploaded } from "./editor/pictures";

/** Send a picture ahead of its message. Rejected with the server's words, or none. */
export async function sendPicture(file: File, area: HTMLTextAreaElement, form: HTMLFormElement): Promise<Uploaded> {
  const body = new FormData();
  body.append("picture", file);
  body.append("mode", form.dataset.mode ?? "");
  const answer = await fetch(area.dataset.picturesTo ?? "", { method: "POST", headers: { "X-CSRFToken": csrfToken() }, body }).catch(() => null);
  const told = answer && !answer.redirected ? ((await answer.json().catch(() => ({}))) as Partial<Uploaded> & { message?: string }) : {};
  if (!answer?.ok || !told.key || !told.address) throw new Error(told.message ?? "");
  return { key: told.key, address: told.address };
}
