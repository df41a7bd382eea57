// <form data-ask-first="Take it away?">: asks before it is sent, where nothing brings it back.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.askFirst) return;
  if (!window.confirm(form.dataset.askFirst)) event.preventDefault();
});
