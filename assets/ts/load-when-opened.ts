// hx-trigger="opened": as "load"; in a page that was prepared ahead, when somebody opens it.
import htmx from "htmx.org";
import { behaviour } from "./behaviour";
import { whenPainted } from "./when-quiet";

behaviour<HTMLElement>("[hx-trigger='opened']", (element) => {
  whenPainted(() => {
    if (!element.isConnected) return;
    htmx.process(element); // it may not have come to it yet
    htmx.trigger(element, "opened");
  });
});
