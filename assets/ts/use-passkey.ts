// <form data-passkey="create" or "get" data-passkey-options="{…}" or
// data-passkey-options-from="/address">: asks the browser for a passkey (WebAuthn),
// puts the answer into the field "credential" and sends the form.
type Json = Record<string, any>;

const toBytes = (text: string): ArrayBuffer =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;

const toText = (bytes: ArrayBuffer | null): string | null =>
  bytes &&
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withBytes = (list: Json[] = []) => list.map((each) => ({ ...each, id: toBytes(each.id) }));

async function ask(kind: string, options: Json): Promise<Json> {
  const given = options.publicKey as Json;
  const publicKey: Json = { ...given, challenge: toBytes(given.challenge) };
  if (given.excludeCredentials) publicKey.excludeCredentials = withBytes(given.excludeCredentials);
  if (given.allowCredentials) publicKey.allowCredentials = withBytes(given.allowCredentials);
  if (given.user) publicKey.user = { ...given.user, id: toBytes(given.user.id) };
  const wanted = { publicKey } as any;
  const found = await (kind === "create"
    ? navigator.credentials.create(wanted)
    : navigator.credentials.get(wanted));
  return told(found as PublicKeyCredential);
}

function told(key: PublicKeyCredential): Json {
  const answer = key.response as any;
  const response: Json = { clientDataJSON: toText(answer.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[name]) response[name] = toText(answer[name]);
  }
  if (answer.getTransports) response.transports = answer.getTransports();
  return {
    id: key.id,
    rawId: toText(key.rawId),
    type: key.type,
    response,
    clientExtensionResults: key.getClientExtensionResults(),
  };
}

async function optionsOf(form: HTMLFormElement): Promise<Json> {
  const from = form.dataset.passkeyOptionsFrom;
  if (!from) return JSON.parse(form.dataset.passkeyOptions ?? "{}");
  const answer = await fetch(from, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

document.addEventListener("submit", async (event) => {
  const form = (event.target as Element).closest<HTMLFormElement>("form[data-passkey]");
  if (!form) return;
  event.preventDefault();
  const failed = form.querySelector<HTMLElement>("[data-passkey-failed]");
  if (failed) failed.hidden = true;
  try {
    const credential = await ask(form.dataset.passkey ?? "", await optionsOf(form));
    const field = form.elements.namedItem("credential") as HTMLInputElement;
    field.value = JSON.stringify(credential);
    form.submit();
  } catch {
    if (failed) failed.hidden = false;
  }
});

// Until this listens, a click would send the form without a key.
for (const button of document.querySelectorAll<HTMLButtonElement>(
  "form[data-passkey] button[disabled]",
)) {
  button.disabled = false;
}
