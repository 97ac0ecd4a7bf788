// The head of every page: places, who is here, the open case and its steps. Links are real addresses; a plain click
// goes through Streamlit, so that nothing is loaded anew and what was typed is saved on the way.
const PATIENCE = 5000 // if the server does not answer a click by then, the browser loads the address itself

function link(words, target, go) {
  const anchor = document.createElement("a")
  if (target.href) anchor.href = target.href
  else anchor.setAttribute("aria-disabled", "true")
  anchor.append(...words)
  anchor.onclick = (event) => {
    if (!target.href || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    event.preventDefault()
    if (!isHere(anchor)) leave(go, target)
  }
  return anchor
}

// By the address, not by what was drawn: while the next page is being drawn the head is still that of the last one.
function isHere(anchor) {
  const there = new URL(anchor.href)
  const caseOf = (address) => new URLSearchParams(address.search).get("case")
  return there.pathname === location.pathname && caseOf(there) === caseOf(location)
}

// Links in read-only HTML, such as those of the board, say with data-page where a plain click on them leads.
function taken(event) {
  const anchor = event.target.closest?.("a[data-page]")
  if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
  event.preventDefault()
  leave(globalThis.__wizardGo, { page: anchor.dataset.page, case: anchor.dataset.case, href: anchor.href })
}

// Who presses the primary button twice in one moment means one press; at the second the next part may stand there.
const ONE_PRESS = 400 // milliseconds

function once(event) {
  if (!event.target.closest?.(".st-key-actions button")) return
  const since = event.timeStamp - (globalThis.__wizardPressed ?? -ONE_PRESS)
  globalThis.__wizardPressed = event.timeStamp
  if (since >= ONE_PRESS) return
  event.preventDefault()
  event.stopPropagation()
}

function leave(go, target) {
  go("go", { page: target.page, case: target.case || "" })
  clearTimeout(globalThis.__wizardPatience)
  globalThis.__wizardPatience = setTimeout(() => location.assign(target.href), PATIENCE)
}

function part(tag, words, name = "") {
  const element = document.createElement(tag)
  element.textContent = words
  element.className = name
  return element
}

function places(list, data, go) {
  list.replaceChildren(...data.places.map((place) => {
    const item = document.createElement("li")
    const anchor = link([place.label], place, go)
    if (place.current) anchor.setAttribute("aria-current", "page")
    item.append(anchor)
    return item
  }))
}

const STATES = { done: ["✓", "已完成"], now: ["", "当前步骤"], open: ["", "未完成"] }

function steps(nav, data, go) {
  nav.hidden = !data.steps.length
  nav.querySelector("ol").replaceChildren(...data.steps.map((step, index) => {
    const item = part("li", "", `w-${step.state} ${step.current ? "w-now" : ""}`)
    const [mark, words] = STATES[step.state]
    const sign = part("span", mark || String(index + 1), "w-mark")
    sign.setAttribute("aria-hidden", "true")
    const anchor = link([sign, step.label, part("span", `,${words}`, "w-hidden")], step, go)
    if (step.current) anchor.setAttribute("aria-current", "step")
    item.append(anchor)
    return item
  }))
  const list = nav.querySelector("ol"), now = nav.querySelector(".w-now")
  if (now && list.scrollWidth > list.clientWidth) list.scrollLeft = now.offsetLeft - list.offsetLeft - list.clientWidth / 2 + now.offsetWidth / 2
}

function theCase(box, data) {
  box.hidden = !data.case
  if (!data.case) return
  box.querySelector(".w-reference").textContent = data.case.reference
  box.querySelector(".w-words").textContent = data.case.title
  box.querySelector(".w-saved").textContent = data.case.saved
}

// Whoever is led to another page, step or part begins at its top, also on a phone, and so does a screen reader.
function at(place) {
  const before = globalThis.__wizardPlace
  globalThis.__wizardPlace = place
  if (before === undefined || before === place) return
  document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 })
  const title = document.querySelector("h1"), held = document.activeElement
  if (!title || !(held === document.body || held?.matches("button, a"))) return
  title.tabIndex = -1
  title.focus({ preventScroll: true })
}

// A part of the page that ran alone leaves the side panel as it is now below itself, with when the case was saved, and
// what the head shows of it once that has changed.
function follow() {
  const versionOf = (element) => Number(element.dataset.version)
  const shown = document.querySelector(".w-shown")
  const newest = [...document.querySelectorAll(".w-fresh")].sort((a, b) => versionOf(b) - versionOf(a))[0]
  if (!shown) return
  globalThis.__wizardKeptWords?.taken()
  at((newest && versionOf(newest) >= versionOf(shown) ? newest : shown).dataset.place)
  if (!newest || versionOf(newest) <= versionOf(shown)) return
  shown.replaceChildren(...newest.cloneNode(true).childNodes)
  shown.dataset.version = newest.dataset.version
  globalThis.__wizardHead?.(newest.dataset.saved, newest.dataset.head)
}

// While the server cannot be reached Streamlit greys every box and says nothing; once it is back nothing runs until
// somebody clicks. So it is said here, and the page runs again: then what stood in the boxes arrives.
const LOST = 1500 // milliseconds: shorter breaks mend themselves unseen

function connection(note, go) {
  const connected = () => document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState === "CONNECTED"
  const say = () => {
    if (connected()) return
    note.textContent = "没连上服务器，正在重连。已保存的都在；连上以后再接着写。"
    note.hidden = false
  }
  const changed = () => {
    if (!connected()) {
      globalThis.__wizardLost ??= setTimeout(say, LOST)
    } else if (globalThis.__wizardLost) {
      clearTimeout(globalThis.__wizardLost)
      globalThis.__wizardLost = null
      note.hidden = true
      go("fresh", Date.now())
    }
  }
  globalThis.__wizardConnection?.disconnect()
  globalThis.__wizardConnection = new MutationObserver(changed)
  globalThis.__wizardConnection.observe(document.body, { attributeFilter: ["data-test-connection-state"], subtree: true })
}

// Texts whose line, exhibit or case a colleague removed while they were written, see long_text.js and kept_words.js: kept
// on this device, shown here until the person has taken them along.
function keptTexts(personId, caseId) {
  try {
    return Object.entries(localStorage).filter(([id]) => id.startsWith(`wizard-text:${personId}:${caseId}:`))
      .map(([id, kept]) => ({ id, ...JSON.parse(kept) }))
  } catch { return [] } // a browser that keeps nothing
}

function leftOver(box, data) {
  const found = keptTexts(data.person_id, data.case ? data.case.id : data.lost)
    .filter((one) => (one.gone || data.lost) && !globalThis.__wizardTexts?.get(one.id)?.view)
    .filter((one) => !globalThis.__wizardKeptWords?.holds(one.id)) // the page itself shows these
  const why = data.lost ? "没有保存：这件案件打不开了" : "没有地方存了：那一项刚被同事删除"
  box.hidden = !found.length
  box.replaceChildren(...found.map((one) => {
    const piece = document.createElement("div"), copy = part("button", "复制"), drop = part("button", "不要了")
    copy.onclick = () => navigator.clipboard.writeText(one.value).then(() => { copy.textContent = "已复制" })
    drop.onclick = () => {
      localStorage.removeItem(one.id)
      globalThis.__wizardTexts?.delete(one.id)
      globalThis.__wizardKeptWords?.forget(one.id)
      leftOver(box, data)
    }
    piece.append(part("p", `「${one.label}」${one.why || why}。您写的是：`), part("pre", one.value), copy, " ", drop)
    return piece
  }))
}

// Who else is in this case, and whether somebody changed it since this page was drawn: asked quietly, never shown twice.
const EVERY = 20000

function words(others, steps) {
  const label = Object.fromEntries(steps.map((step) => [step.page, step.label]))
  const named = others.slice(0, 3).map(([name, step]) => (label[step] ? `${name}（${label[step]}）` : name))
  if (!named.length) return ""
  return `${named.join("、")}${others.length > 3 ? `等 ${others.length} 人` : ""}也在这件案件里`
}

// What a click would find out: that the page cannot be saved any more. What stands on it stays to be copied, so its boxes
// take no more words: each would run the page, which then shows none of them.
const GONE = {
  case: "这件案件已经被删除。",
  team: "您已经不在这个团队里，这件案件您打不开了。",
  session: "登录已经结束。没存上的字留在这台设备上，重新登录后会放回来。",
}

function gone(box, what) {
  if (!GONE[what]) return
  clearInterval(globalThis.__wizardHereTimer)
  const note = box.querySelector(".w-gone")
  note.textContent = `${GONE[what]}这一页上写着的都还在，可以选中复制；不会再保存。点了按钮或换了页，就看不到了。`
  note.hidden = false
  note.scrollIntoView({ block: "nearest" })
  freeze(true)
}

function freeze(shut) {
  const boxes = [...document.querySelectorAll("[data-testid='stMain'] :is(input, textarea)")]
  for (const text of globalThis.__wizardTexts?.values() ?? []) if (text.view) boxes.push(text.view.area)
  for (const one of boxes) one.readOnly = shut
}

async function ask(box, data) {
  if (document.visibilityState !== "visible") return
  const answer = await fetch(`/api/cases/${data.case.id}/here`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Wizard": "1" },
    credentials: "same-origin",
    body: JSON.stringify({ step: data.case.step, version: data.case.version, team: data.team }),
  })
  if (globalThis.__wizardHere !== data) return
  if (answer.status === 401) return gone(box, "session")
  if (answer.status === 404) return gone(box, (await answer.json().catch(() => ({}))).gone)
  if (!answer.ok) return
  const found = await answer.json()
  box.querySelector(".w-here").textContent = words(found.others, data.steps)
  const newer = box.querySelector(".w-newer")
  newer.hidden = !found.newer
  if (!found.newer) return
  const at = new Date(found.newer.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" })
  const said = `${found.newer.by} ${at} 改了这件案件，这一页还是之前的。`
  if (newer.firstElementChild.textContent !== said) newer.firstElementChild.textContent = said
}

function presence(box, data, go) {
  const before = globalThis.__wizardHere
  globalThis.__wizardHere = data.case ? data : null
  clearInterval(globalThis.__wizardHereTimer)
  if (!data.case) return
  const quietly = () => ask(box, data).catch(() => {}) // no answer, no news
  globalThis.__wizardHereTimer = setInterval(quietly, EVERY)
  const newer = box.querySelector(".w-newer"), note = box.querySelector(".w-gone")
  if (!note.hidden) freeze(false)
  note.hidden = true
  newer.querySelector("button").onclick = () => { newer.hidden = true; go("fresh", Date.now()) }
  const same = before && before.case.id === data.case.id
  if (!same) box.querySelector(".w-here").textContent = ""
  if (!same || before.case.version !== data.case.version) newer.hidden = true
  if (!same || before.case.step !== data.case.step) quietly()
}

function teams(label, data, go) {
  label.hidden = data.teams.length < 2
  const choice = label.querySelector("select")
  choice.replaceChildren(...data.teams.map((team) => {
    const option = part("option", team.name)
    option.value = team.id
    option.selected = team.id === data.team
    return option
  }))
  choice.onchange = () => go("team", choice.value)
}

// Whoever has several teams finds the open one in the address: a reload, a bookmark, a second tab open it again. The
// address of a case needs none.
function teamInAddress(data) {
  const address = new URL(location)
  address.searchParams.delete("team")
  if (data.teams.length > 1 && !data.case) address.searchParams.set("team", data.team)
  if (address.href !== location.href) history.replaceState(history.state, "", address)
}

async function out(button) {
  button.disabled = true
  globalThis.__wizardTextsFlush?.()
  try {
    const answer = await fetch("/auth/sign-out", { method: "POST", headers: { "X-Wizard": "1" }, credentials: "same-origin" })
    if (!answer.ok && answer.status !== 401) throw new Error(String(answer.status))
    for (const name of Object.keys(localStorage)) if (name.startsWith("wizard-text:")) localStorage.removeItem(name)
    location.assign("/")
  } catch {
    button.disabled = false
    button.textContent = "没有退出，再点一次"
  }
}

export default function (component) {
  const { parentElement, setTriggerValue } = component
  const [data] = component.data // in a list, see masthead.py
  clearTimeout(globalThis.__wizardPatience) // the server has answered
  const find = (selector) => parentElement.querySelector(selector)
  find(".w-product").replaceWith(Object.assign(link([data.product], data.home, setTriggerValue), { className: "w-product" }))
  places(find(".w-places"), data, setTriggerValue)
  find(".w-name").textContent = data.person
  find(".w-me").hidden = !data.person
  teams(find(".w-team"), data, setTriggerValue)
  teamInAddress(data)
  find(".w-out").onclick = (event) => out(event.currentTarget)
  theCase(find(".w-case"), data)
  presence(find(".w-case"), data, setTriggerValue)
  globalThis.__wizardKeptWords?.opened(data, setTriggerValue)
  connection(find(".w-lost"), setTriggerValue)
  globalThis.__wizardLeftOver = () => leftOver(find(".w-left-over"), data)
  globalThis.__wizardLeftOver()
  if (!globalThis.__wizardGo) {
    document.addEventListener("click", taken)
    document.addEventListener("click", once, true)
  }
  globalThis.__wizardGo = setTriggerValue
  if (!globalThis.__wizardFollows) new MutationObserver(follow).observe(document.body, { childList: true, subtree: true })
  globalThis.__wizardFollows = true
  steps(find(".w-steps"), data, setTriggerValue)
  globalThis.__wizardHead = (saved, head) => {
    if (!data.case) return
    const changed = head ? JSON.parse(head) : {}
    theCase(find(".w-case"), { case: { ...data.case, ...changed, saved } })
    if (head) steps(find(".w-steps"), changed, setTriggerValue)
  }
  if (!data.case) at(location.pathname)
}
