// A text area that saves itself while the person types. What the server has not acknowledged is also kept in this
// browser (localStorage) and comes back after a crash, until it is acknowledged or the person signs out.
const texts = (globalThis.__wizardTexts ??= new Map()) // one entry per text: outlives reruns and page switches
const WAIT = 400
const RETRIES = [1000, 2000, 4000, 8000]

const length = (text) => [...text].length
const clock = (instant) => new Date(instant).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" })

function keepCopy(text) {
  try {
    const { value, base, label, gone } = text
    localStorage.setItem(text.id, JSON.stringify({ value, base, label, gone }))
  } catch { /* full or forbidden: the server still gets it */ }
}

function dropCopy(text) {
  try { localStorage.removeItem(text.id) } catch { /* nothing kept, nothing to drop */ }
}

function readCopy(id) {
  try { return JSON.parse(localStorage.getItem(id)) } catch { return null }
}

function opened(data) {
  const id = `wizard-text:${data.person}:${data.case}:${data.path}`
  let text = texts.get(id)
  if (!text) {
    text = { id, case: data.case, path: data.path, base: data.value, value: data.value, limit: data.limit,
             version: data.version, status: "", problem: "", clash: null, timer: 0, sending: false, failures: 0, told: data.value }
    text.flush = () => send(text)
    texts.set(id, text)
    restore(text, readCopy(id))
  }
  text.limit = data.limit
  text.label = data.label
  return text
}

function restore(text, copy) {
  if (!copy || typeof copy.value !== "string" || copy.value === text.base) return dropCopy(text)
  if (copy.base === text.base) {
    text.value = copy.value
    text.status = "找回了没来得及保存的文字"
    text.found = true
    later(text, 0)
  } else {
    text.clash = { mine: copy.value, theirs: text.base, why: "找回了一份没来得及保存的文字，但后来这里又改过。请选一份。" }
  }
}

function follow(text, data) { // what the case holds now, unless the person is ahead of it or the run was late
  if (data.version < text.version || text.value !== text.base || text.sending || text.clash) return
  text.version = data.version
  if (data.value !== text.base) text.base = text.value = text.told = data.value
}

function later(text, wait) {
  clearTimeout(text.timer)
  text.timer = setTimeout(() => send(text), wait)
}

async function send(text) {
  clearTimeout(text.timer)
  if (text.sending || text.clash || text.value === text.base) return
  if (length(text.value) > text.limit) return tell(text, "", "")
  const value = text.value
  text.sending = true
  tell(text, text.found ? text.status : "正在保存", "")
  try {
    const answer = await fetch(`/api/cases/${encodeURIComponent(text.case)}/text`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-Wizard": "1" },
      credentials: "same-origin",
      keepalive: value.length + text.base.length < 15000,
      body: JSON.stringify({ path: text.path, base: text.base, value }),
    })
    const reply = await answer.json().catch(() => ({}))
    text.sending = false
    if (answer.ok) return saved(text, value, reply)
    refused(text, answer.status, reply)
  } catch {
    text.sending = false
    failed(text, "没存上，会自动重试；文字先留在这台设备上")
  }
}

function saved(text, value, reply) {
  text.failures = 0
  if (reply.conflict) {
    const by = reply.conflict.by ? `${reply.conflict.by}刚才也改了这里` : "这里刚才在别处改过"
    text.clash = { mine: text.value, theirs: reply.conflict.theirs ?? "", why: `${by}。请选一份，另一份不会再用。` }
    return tell(text, "", "")
  }
  text.base = value
  text.version = Math.max(text.version, reply.version || 0)
  if (text.value === value) dropCopy(text)
  else { keepCopy(text); later(text, WAIT) }
  tell(text, text.found ? "找回了没来得及保存的文字，已保存" : "已保存", "")
  if (reply.saved_at) globalThis.__wizardSaved?.(`已保存 ${clock(reply.saved_at)}`)
  text.found = false
}

function refused(text, status, reply) {
  const words = reply.error || (reply.problems || []).map((one) => `${one.message}${one.mend || ""}`).join(" ")
  if (reply.gone) return orphaned(text)
  if (status === 401) return failed(text, "登录已过期。文字留在这台设备上；请在另一个标签页登录，再回到这里")
  if (status >= 500) return failed(text, "没存上，会自动重试；文字先留在这台设备上")
  tell(text, "没有保存，文字还在这里", words || "这段文字没能保存，请改一改再试。")
}

function orphaned(text) { // a colleague removed what it belongs to: it stays on this device, and the head shows it
  text.gone = true
  keepCopy(text)
  tell(text, "文字先留在这台设备上", "这一项刚被同事删除，这段文字没有地方存了。请复制下来，放到别处。")
  globalThis.__wizardLeftOver?.()
}

function failed(text, status) {
  const wait = RETRIES[Math.min(text.failures, RETRIES.length - 1)]
  text.failures += 1
  globalThis.__wizardSaved?.("没连上服务器，正在重试")
  tell(text, status, "")
  later(text, wait)
}

function tell(text, status, problem) {
  text.status = status
  text.problem = problem
  draw(text)
}

function draw(text) {
  const view = text.view
  if (!view) return
  if (view.area.value !== text.value) view.area.value = text.value
  const count = length(text.value)
  const over = count - text.limit
  const problem = over > 0 ? `超过了 ${over} 个字，还没有保存。文字留在这里，请删短一些。` : text.problem
  view.count.textContent = `${count} / ${text.limit} 字`
  view.status.textContent = over > 0 ? "" : text.status
  view.problem.textContent = problem
  view.problem.hidden = !problem
  view.area.setAttribute("aria-invalid", problem ? "true" : "false")
  view.choice.hidden = !text.clash
  if (text.clash) {
    view.why.textContent = text.clash.why
    view.mine.textContent = text.clash.mine || "（空）"
    view.theirs.textContent = text.clash.theirs || "（空）"
  }
  grow(view.area)
}

function grow(area) {
  const room = Math.round(window.innerHeight * 0.6)
  if (area.scrollHeight > area.clientHeight) area.style.height = `${Math.min(area.scrollHeight + 4, room)}px`
}

function typed(text, event) {
  text.value = text.view.area.value
  text.problem = ""
  keepCopy(text)
  draw(text)
  if (!event.isComposing) later(text, WAIT)
}

function left(text) { // the next run of the page must already know the text
  send(text)
  if (text.value === text.told || length(text.value) > text.limit || text.clash) return
  text.told = text.value
  text.hand?.("left", text.value)
}

function settle(text, value) {
  const theirs = text.clash.theirs
  text.clash = null
  text.base = theirs
  text.value = value
  if (value === theirs) { dropCopy(text); tell(text, "已保存", "") }
  else { keepCopy(text); send(text) }
}

if (!globalThis.__wizardTextsFlush) { // this module is evaluated once per text area
  globalThis.__wizardTextsFlush = () => texts.forEach((text) => text.flush())
  for (const event of ["online", "pagehide"]) globalThis.addEventListener(event, () => globalThis.__wizardTextsFlush())
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const find = (selector) => parentElement.querySelector(selector)
  const text = opened(data)
  const area = find("textarea")
  text.view = { area, status: find(".w-status"), count: find(".w-count"), problem: find("#problem"),
                choice: find(".w-choice"), why: find(".w-why"), mine: find(".w-mine"), theirs: find(".w-theirs") }
  text.hand = setStateValue
  find("label").textContent = data.label
  find("#help").textContent = data.help || ""
  find("#help").hidden = !data.help
  area.rows = data.rows
  area.placeholder = data.placeholder || ""
  area.disabled = data.disabled
  area.oninput = (event) => typed(text, event)
  if (!area.listens) area.addEventListener("compositionend", () => area.composed()) // there is no oncompositionend
  area.listens = true
  area.composed = () => typed(text, { isComposing: false })
  area.onblur = () => left(text)
  find(".w-take-mine").onclick = () => settle(text, text.clash.mine)
  find(".w-take-theirs").onclick = () => settle(text, text.clash.theirs)
  follow(text, data)
  draw(text)
  const view = text.view
  return () => {
    if (text.view !== view) return
    const unsaved = text.value !== text.base
    if (unsaved) send(text)
    text.view = text.hand = null
    if (unsaved || text.gone) globalThis.__wizardLeftOver?.()
  }
}
