// <img data-or-next>: a picture that cannot be shown leaves its place to what stands behind it.
import { behaviour } from "./behaviour";

behaviour<HTMLImageElement>("img[data-or-next]", (picture) => {
  const isBroken = () => picture.complete && picture.naturalWidth === 0 && picture.currentSrc !== "";
  picture.addEventListener("error", () => picture.remove());
  if (isBroken()) picture.remove();
});
