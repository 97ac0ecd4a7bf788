// One click is one step of the browser's way back. Streamlit writes the address of a page in two or three strokes (its
// path, its case, its part), each of them an entry: the way back led through pages without their case.
{
  const write = { push: history.pushState.bind(history), replace: history.replaceState.bind(history) }
  let acted = false // whether the person did something since the address was written last
  for (const act of ["click", "keydown"]) addEventListener(act, () => { acted = true }, true)
  addEventListener("popstate", () => { acted = false }, true)
  history.pushState = (...entry) => {
    const how = acted ? write.push : write.replace
    acted = false
    how(...entry)
  }
}
