// hx-trigger="input changed, typed-early": who typed before the scripts were here is heard, too.
// htmx takes what it finds in a field for what stood there from the beginning.
import htmx from "htmx.org";
import { behaviour } from "./behaviour";
import { whenPainted } from "./when-quiet";

behaviour<HTMLInputElement>("input[hx-trigger*='typed-early']", (field) => {
  whenPainted(() => {
    if (field.value === field.defaultValue) return;
    htmx.process(field); // it may not have come to it yet
    htmx.trigger(field, "typed-early");
  });
});
