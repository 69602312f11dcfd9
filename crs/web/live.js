// The newest turn: its options are said when clicked, and it stays in sight while it grows.
const scroller = () => document.getElementById("crs-scroll");
const behaviour = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
const pane = scroller();
pane?.setAttribute("role", "region");
pane?.setAttribute("aria-label", "Conversation");
let shown = null;
let following = true;

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-say]");
  if (!button) return;
  trigger("select", { say: button.dataset.say });
  // The button is about to go; a keyboard goes on in the box, a touch screen is not covered by one.
  if (matchMedia("(pointer: fine)").matches) document.querySelector("#crs-box textarea")?.focus();
});

for (const kind of ["wheel", "touchmove"]) {
  scroller()?.addEventListener(kind, () => { following = false; }, { passive: true });
}

const follow = () => {
  const turn = element.querySelector(".crs-turn");
  const pane = scroller();
  if (!turn || !pane) return;
  if (turn.dataset.turn !== shown) {
    shown = turn.dataset.turn;
    following = true;
  }
  if (!following) return;
  // The end of the turn, but never past its beginning.
  const top = turn.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop - 16;
  const target = Math.min(top, pane.scrollHeight - pane.clientHeight);
  if (Math.abs(target - pane.scrollTop) > 2) pane.scrollTo({ top: target, behavior: behaviour });
};
watch("value", () => requestAnimationFrame(follow));
requestAnimationFrame(follow);
