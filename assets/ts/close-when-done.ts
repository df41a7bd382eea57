// <dialog> with a <form data-close-when-done>: once the server has taken it the dialog is gone.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr, requestConfig } = (
    event as CustomEvent<{ elt: Element; xhr: XMLHttpRequest; requestConfig?: { verb: string } }>
  ).detail;
  // What a field asks anew for another choice is not done.
  if (requestConfig?.verb === "get" || elt instanceof HTMLSelectElement) return;
  // What is refused (422) is shown in the form.
  if (!(xhr.status >= 200 && xhr.status < 300)) return;
  elt.closest("form[data-close-when-done]")?.closest("dialog")?.close();
});
