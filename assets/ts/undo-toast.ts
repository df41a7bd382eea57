// A .toast[data-toast] says what happened and offers the way back, then goes:
// after data-toast seconds (8), later while a hand or the focus is on it.
// With data-toast-while="selector" it goes in time, and as soon as nothing on the page matches.
// The server sends one out of band: <div hx-swap-oob="beforeend:#toasts">.
import { behaviour } from "./behaviour";

behaviour<HTMLElement>(".toast[data-toast]", (toast) => {
  const seconds = Number(toast.dataset.toast) || 8;
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => toast.remove(), seconds * 1000);
  };
  const hold = () => clearTimeout(timer);
  wait();
  const meanwhile = toast.dataset.toastWhile;
  if (meanwhile) {
    document.addEventListener("htmx:afterSettle", function look() {
      if (toast.isConnected && document.querySelector(meanwhile)) return;
      document.removeEventListener("htmx:afterSettle", look);
      toast.remove();
    });
    return;
  }
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("mouseleave", wait);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", wait);
  toast.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful: boolean }>).detail.successful) toast.remove();
  });
});
