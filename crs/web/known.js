// The list of preferences: a cross removes one, "Undo" takes back the last change.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove], [data-undo]");
  if (button) trigger("select", button.dataset.remove ? { remove: button.dataset.remove } : {});
});
