// Runs in every page of the measured browser before the page's own scripts.
// benchAwait(selector): from the next press or click on, wait until something that matches
// `selector` stands painted and the page's scripts have run, also on the page that this leads to;
// then tell(figures as JSON), milliseconds all. The sessionStorage carries it from page to page, also
// to one that was prepared ahead.
(() => {
  const AWAITED = "bench-awaited";
  const BEGAN = "bench-began";
  const since = (began) => performance.timeOrigin + performance.now() - began;
  let isReady = document.readyState === "complete";

  function begin(event) {
    if (!sessionStorage.getItem(AWAITED) || sessionStorage.getItem(BEGAN)) return;
    if (event.type === "keydown" && !["Enter"].includes(event.key)) return;
    sessionStorage.setItem(BEGAN, String(performance.timeOrigin + event.timeStamp));
    watch();
  }

  function watch() {
    const selector = sessionStorage.getItem(AWAITED);
    const began = Number(sessionStorage.getItem(BEGAN));
    if (!selector || !began) return;
    const look = () => {
      if (!isReady || !document.querySelector(selector)) return requestAnimationFrame(look);
      // Behind this frame's painting.
      const { port1, port2 } = new MessageChannel();
      port2.onmessage = () => tell(began);
      port1.postMessage(null);
    };
    requestAnimationFrame(look);
  }

  function tell(began) {
    const whole = since(began);
    sessionStorage.removeItem(AWAITED);
    sessionStorage.removeItem(BEGAN);
    const [page] = performance.getEntriesByType("navigation");
    // This page is what was waited for.
    const isNew = performance.timeOrigin + page.activationStart > began;
    const asked = performance
      .getEntriesByType("resource")
      .filter((each) => each.initiatorType === "xmlhttprequest" && performance.timeOrigin + each.startTime >= began);
    const answer = isNew ? page : asked[0];
    const at = (moment) => (answer ? performance.timeOrigin + moment - began : 0);
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    const told = {
      whole,
      asked: answer ? Math.max(0, at(answer.requestStart)) : 0,
      answered: answer ? Math.max(0, at(answer.responseEnd)) : 0,
      is_ahead: isNew && (page.activationStart > 0 || page.deliveryType === "navigational-prefetch"),
      first_paint: isNew && painted ? at(painted.startTime) : 0,
    };
    window.tell(JSON.stringify(told));
  }

  window.benchAwait = (selector) => {
    sessionStorage.removeItem(BEGAN);
    sessionStorage.setItem(AWAITED, selector);
  };
  if (window !== window.top) return; // frames of mails
  for (const kind of ["keydown", "click"]) addEventListener(kind, begin, { capture: true });
  addEventListener("DOMContentLoaded", () => (isReady = true));
  document.addEventListener("prerenderingchange", watch);
  watch();
})();
