// Enter in an input[data-keep-enter] does not send its form: what is typed is looked for already.
document.addEventListener("keydown", (event) => {
  const typed = event.target as HTMLElement;
  if (event.key === "Enter" && !event.isComposing && typed.matches("input[data-keep-enter]")) {
    event.preventDefault();
  }
});
