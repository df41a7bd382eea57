// <section data-push-here>: whether this browser is pushed to, and the button that begins it.
// data-push-key: our public key; data-push-known: the sha256 of the endpoint that Maru has of this
// browser, "" for none; data-push-worker, data-push-browsers: addresses. Nothing is asked of the
// person before they press [data-push-on].
import { behaviour } from "./behaviour";
import { csrfToken } from "./csrf";

behaviour<HTMLElement>("[data-push-here]", (section) => {
  const show = (name: string, is: boolean): void => {
    section.querySelector<HTMLElement>(`[data-push-${name}]`)!.hidden = !is;
  };
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    show("unable", true);
    return;
  }
  section.querySelector("[data-push-on]")!.addEventListener("click", () => void begin());
  void look().catch(() => show("offer", true));

  async function look(): Promise<void> {
    const { pushKey = "", pushKnown = "" } = section.dataset;
    const found = await subscriptionOf(section);
    const isOn = !!found && pushKnown === (await sha256(found.endpoint)) && fits(found, pushKey);
    if (isOn) return;
    // Maru pushed here, and the browser or our key has changed since: nobody need be asked again.
    if (pushKnown && Notification.permission === "granted") return subscribe(section);
    show(Notification.permission === "denied" ? "blocked" : "offer", true);
  }

  async function begin(): Promise<void> {
    show("failed", false);
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        show("offer", Notification.permission !== "denied");
        show("blocked", Notification.permission === "denied");
        return;
      }
      await subscribe(section);
      location.reload();
    } catch {
      show("offer", true);
      show("failed", true);
    }
  }
});

async function subscribe(section: HTMLElement): Promise<void> {
  const { pushKey = "", pushWorker = "", pushBrowsers = "" } = section.dataset;
  const scope = scopeOf(section);
  const registration = await navigator.serviceWorker.register(pushWorker, { scope });
  await active(registration);
  // A subscription of whoever used this browser before is not taken over.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(pushKey),
  });
  const answer = await fetch(pushBrowsers, {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken() },
    body: new URLSearchParams({ subscription: JSON.stringify(made) }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
}

const scopeOf = (section: HTMLElement): string =>
  (section.dataset.pushWorker ?? "").replace(/[^/]*$/, "");

async function subscriptionOf(section: HTMLElement): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(scopeOf(section));
  return (await registration?.pushManager.getSubscription()) ?? null;
}

// `ready` waits for a worker of this page; ours is of its own scope alone.
function active(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting;
  if (registration.active || !worker) return Promise.resolve();
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error(worker.state));
    });
  });
}

function fits(subscription: PushSubscription, key: string): boolean {
  const own = subscription.options.applicationServerKey;
  if (!own) return false;
  const [one, other] = [new Uint8Array(own), bytesOf(key)];
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
