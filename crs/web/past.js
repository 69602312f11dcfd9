// Earlier turns, and the welcome with its examples: a click on an example says it.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-say]");
  if (button) trigger("select", { say: button.dataset.say });
});
