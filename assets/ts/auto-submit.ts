// <form data-auto-submit>: a changed filter is an asked question.
document.addEventListener("change", (event) => {
  const field = event.target as HTMLElement;
  if (field.closest("[data-no-submit]")) return;
  field.closest<HTMLFormElement>("form[data-auto-submit]")?.requestSubmit();
});
