// A fragment was asked for, and a whole page came after a redirect. Most
// likely the session is over: loading this page again leads to the sign-in and
// back here. After a change the redirect is followed, as without htmx.
type Swap = CustomEvent<{
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  boosted: boolean;
  requestConfig: { verb: string; elt: Element };
  pathInfo: { finalRequestPath: string };
}>;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as Swap;
  const { xhr, requestConfig } = detail;
  if (!xhr.responseURL || detail.boosted || requestConfig.elt.closest("[hx-select]")) return;
  const asked = new URL(detail.pathInfo.finalRequestPath, location.href).pathname;
  if (new URL(xhr.responseURL).pathname === asked) return;
  if (!/^\s*<!doctype html/i.test(xhr.responseText.slice(0, 200))) return;
  detail.shouldSwap = false;
  if (requestConfig.verb === "get") location.reload();
  else location.assign(xhr.responseURL);
});
