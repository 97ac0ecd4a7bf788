// An open list stays open when the page moves by itself: a drop-down shuts at any scrolling, also at the one by which
// the browser makes up for a line that came or went further up while files are read. What the person scrolls still shuts
// it. The list's own code (react-aria) follows the page, and does not shut, after the visible part changed its size: so
// that is what it is told.
{
  const SWING = 1000 // milliseconds: a page that was pushed rolls on
  let pushed = -Infinity
  const push = () => { pushed = performance.now() }
  for (const act of ["wheel", "touchmove"]) addEventListener(act, push, { capture: true, passive: true })
  addEventListener("pointerdown", () => { pushed = -Infinity }, true)
  addEventListener("scroll", () => {
    if (performance.now() - pushed < SWING) push()
    else if (document.querySelector("[role='listbox']")) visualViewport?.dispatchEvent(new Event("resize"))
  }, true)
}
