// <button data-download-from="#id" data-download-name="codes.txt">: saves the text as a file.
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-download-from]");
  const source = button && document.querySelector(button.dataset.downloadFrom ?? "");
  if (!button || !source) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([source.textContent ?? ""], { type: "text/plain" }));
  link.download = button.dataset.downloadName ?? "";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
