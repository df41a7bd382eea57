// The service worker: shows what is pushed, and opens it. It is asked for no page and keeps none.
// What the compiler knows of a page it does not know of a worker: the little that is used here.
export {};

type Told = { id: number; tag: string; title: string; body: string; url: string };

type Waiting = { waitUntil(done: Promise<unknown>): void };
type Pushed = Waiting & { data: { json(): Told } | null };
type Clicked = Waiting & { notification: Notification };
type Page = { url: string; focused: boolean; focus(): Promise<unknown> };
type Worker = {
  registration: ServiceWorkerRegistration;
  location: Location;
  clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install", hear: () => void): void;
  addEventListener(name: "push", hear: (event: Pushed) => void): void;
  addEventListener(name: "notificationclick", hear: (event: Clicked) => void): void;
};

const worker = self as unknown as Worker;

worker.addEventListener("install", () => void worker.skipWaiting());

worker.addEventListener("push", (event) => {
  const told = event.data?.json();
  if (told) event.waitUntil(show(told));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

async function show(told: Told): Promise<void> {
  if (await isLookedAt(told.url)) return;
  const there = await worker.registration.getNotifications({ tag: told.tag });
  // The same once more, since our side did not hear that it came, makes no sound again.
  const isNew = there.every((each) => each.data.id < told.id);
  await worker.registration.showNotification(told.title, {
    body: told.body,
    tag: told.tag,
    data: { id: told.id, url: told.url },
    renotify: isNew,
    silent: !isNew,
  } as NotificationOptions);
}

const pages = (): Promise<Page[]> =>
  worker.clients.matchAll({ type: "window", includeUncontrolled: true });

const pathOf = (address: string): string => new URL(address, worker.location.origin).pathname;

// Whoever has the ticket before their eyes sees it there.
async function isLookedAt(url: string): Promise<boolean> {
  return (await pages()).some((page) => page.focused && pathOf(page.url) === pathOf(url));
}

async function open(address: string): Promise<void> {
  const url = new URL(address, worker.location.origin);
  if (url.origin !== worker.location.origin) return;
  const there = (await pages()).find((page) => pathOf(page.url) === url.pathname);
  if (there) await there.focus();
  else await worker.clients.openWindow(url.href);
}
