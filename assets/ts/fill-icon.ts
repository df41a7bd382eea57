/** Have the icon_to_fill() of `element` be the one called `name`. */
export function fillIcon(element: Element, name: string): void {
  const use = element.querySelector("use");
  use?.setAttribute("href", `${(use.getAttribute("href") ?? "").replace(/#.*/, "")}#i-${name}`);
}
