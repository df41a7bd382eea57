// <span data-count-down="10" data-words="in {n} s">: counts the seconds down, and is gone at 0.
import { behaviour } from "./behaviour";

behaviour<HTMLElement>("[data-count-down]", (counted) => {
  const end = Date.now() + Number(counted.dataset.countDown) * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (!counted.isConnected || left <= 0) {
      clearInterval(timer);
      counted.remove();
    } else counted.textContent = (counted.dataset.words ?? "{n}").replace("{n}", String(left));
  };
  const timer = window.setInterval(tick, 250);
});
