// What stands in a box of the open case and may not be with the server yet is also kept on this device: the last second
// of typing, what could not be saved, a comment not sent. After a reload or a crash the page gets it back, see
// wizard/ui/unsent.py. Long texts do this themselves. masthead.js tells which case is open, and forgets all at signing out.
{
  const LOOK = 500, SAVED = 3000, SURELY = 30000 // milliseconds
  const PAUSE = 400, PAUSES = 50 // after such a pause the server may have saved what stood there
  const GONE = 15000 // another tab's words that are older than this: that tab is not typing them any more
  const tab = (() => {
    try { return (sessionStorage["wizard-tab"] ||= Math.random().toString(36).slice(2)) } catch { return "" }
  })()
  const mine = new Map() // by name in the storage: what was typed in this page, or given back to it
  const found = new Map() // what an earlier page left behind and this one has not shown yet
  const before = new WeakMap() // of a box: what it showed when somebody came to it
  const seen = new Set() // marks of drafts that the server has taken
  let open = null, looking = 0, told = "" // told: marks from the page's head

  const shownCase = () => open?.case.slice(0, 8)
  const app = () => document.querySelector('[data-testid="stApp"]')?.dataset ?? {}
  const resting = () => app().testScriptState === "notRunning" && app().testConnectionState === "CONNECTED"
  const stamps = () => [...document.querySelectorAll(".w-shown, .w-fresh")]
  const version = () => Math.max(0, ...stamps().map((stamp) => Number(stamp.dataset.version)))
  const boxOf = (key) => document.querySelector(`.st-key-${CSS.escape(key)} :is(input, textarea)`)

  function keyOf(box) {
    if (!open?.case || !box.matches?.("textarea, input:is(:not([type]), [type=text]):not([role=combobox])")) return ""
    const names = [...(box.closest('[class*="st-key-"]')?.classList ?? [])].map((name) => name.replace("st-key-", ""))
    return names.find((name) => name.startsWith(`f-${shownCase()}-`) || name.endsWith(`-${shownCase()}`)) ?? ""
  }

  const isDraft = (one) => !one.key.startsWith("f-")
  const nameOf = (key) => `wizard-text:${open.person}:${open.case}:box:${key}`

  function keep(one) {
    mine.set(one.name, one)
    const { value, shown, label, at, gone, why } = one
    try { localStorage.setItem(one.name, JSON.stringify({ value, shown, label, at, gone, why, tab })) } catch { /* the page still has it */ }
    looking ||= setInterval(look, LOOK)
  }

  function forget(one) {
    mine.delete(one.name)
    found.delete(one.name)
    try { localStorage.removeItem(one.name) } catch { /* nothing kept, nothing to forget */ }
    const box = boxOf(one.key)
    if (box) before.set(box, one.value)
  }

  function typed({ target: box, isComposing }) {
    const key = isComposing ? "" : keyOf(box)
    if (!key) return
    taken()
    marks().forEach((mark) => seen.add(mark)) // what was sent before is not what is typed now
    const name = nameOf(key), one = mine.get(name)
    found.delete(name)
    const shown = one ? one.shown : [before.get(box) ?? ""], at = Date.now()
    if (one && at - one.at > PAUSE) shown.push(one.value)
    if (shown.length > PAUSES) shown.shift()
    keep({ name, key, case: open.case, value: box.value, shown, label: box.ariaLabel, at, version: version(), box })
    if (!box.value && !key.startsWith("f-")) forget(mine.get(name))
  }

  const marks = () => [told, ...stamps().map((stamp) => stamp.dataset.taken ?? "")].join(" ").split(" ").filter((mark) => mark && !seen.has(mark))

  function taken() { // a comment was sent: asked at each change of the page, or a reload just then would bring it back
    if (!mine.size) return
    for (const mark of marks()) {
      seen.add(mark)
      const one = [...mine.values()].find((each) => each.key === mark.split(":")[0])
      const left = one && isDraft(one) && boxOf(one.key)?.value
      if (left && left !== one.value) keep({ ...one, value: left })
      else if (one) forget(one)
    }
  }

  function isSaved(one) {
    const box = one.case === open.case && boxOf(one.key), age = Date.now() - one.at
    if (box) one.wrong = !!box.closest('[class*="st-key-"]').nextElementSibling?.querySelector(".w-field-problem, .w-warn")
    return !one.wrong && (box || !one.left) && age > SAVED && (age > SURELY || version() > one.version)
  }

  function look() {
    if (!mine.size && !found.size) looking = clearInterval(looking)
    if (!open || !resting()) return
    taken()
    const back = []
    for (const one of mine.values()) {
      if (isMissed(one) || isLeft(one)) back.push(one)
      else if (!isDraft(one) && isSaved(one)) forget(one)
    }
    for (const one of found.values()) if (isWanted(one)) back.push(one)
    give(back)
    for (const one of back) {
      const again = mine.has(one.name)
      found.delete(one.name)
      keep({ ...one, again, box: boxOf(one.key), at: Date.now(), version: version() })
    }
  }

  function give(back) {
    if (back.length) open.hand("left", back.map(({ key, value, shown }) => ({ key, value, shown })))
  }

  // Whether the box was drawn anew without its words: the server was started anew, or they never got there.
  function isMissed(one) {
    const box = one.case === open.case && boxOf(one.key)
    return box && box !== one.box && box.value !== one.value && !one.again
  }

  // Streamlit sends what waits in a box after half a second, but not when the browser goes back meanwhile. Nothing can be
  // sent at that moment without spoiling the way back: so once the other page is there.
  const isLeft = (one) => one.left && !one.again && !boxOf(one.key)
  const goingBack = () => mine.forEach((one) => { if (!isDraft(one) && !one.wrong) one.left = true })

  function isWanted(one) {
    const box = boxOf(one.key)
    if (box && box.value === one.value) return forget(one)
    if ((one.tab !== tab && Date.now() - one.at < GONE) || !(box || isDraft(one))) return false
    if (!box?.disabled) return true
    keep({ ...one, gone: true, why: "没有保存：您现在不能改这一格" })
    forgetHere(one.name)
    globalThis.__wizardLeftOver?.()
    return false
  }

  function forgetHere(name) { mine.delete(name); found.delete(name) }

  function opened({ person_id: person, case: shown, taken: marked }, hand) {
    const id = shown?.id ?? "", same = open && open.person === person && open.case === id
    open = { person, case: id, hand }
    told = marked
    taken()
    if (same || !id) return
    found.clear()
    try {
      for (const [name, kept] of Object.entries(localStorage)) {
        if (!name.startsWith(nameOf("")) || mine.has(name)) continue
        const one = { ...JSON.parse(kept), name, key: name.slice(nameOf("").length), case: id }
        if (!one.gone) found.set(name, one)
      }
    } catch { /* a browser that keeps nothing */ }
    if (found.size) looking ||= setInterval(look, LOOK)
  }

  addEventListener("focusin", ({ target: box }) => { if (keyOf(box)) before.set(box, box.value) })
  addEventListener("input", typed)
  addEventListener("popstate", goingBack, true)
  addEventListener("compositionend", ({ target }) => typed({ target }))
  globalThis.__wizardKeptWords = { opened, taken, holds: (name) => mine.has(name), forget: forgetHere }
}
