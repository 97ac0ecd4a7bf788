// Streams files to our own route, two at a time, with progress, cancel and retry for each. Nothing goes through
// Streamlit, so the server holds no file in memory.
const boxes = (globalThis.__wizardUploads ??= new Map()) // by case: a rerun or a page switch must not stop an upload
const AT_ONCE = 2
const MEGA = 1024 * 1024

const size = (bytes) => (bytes < MEGA ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MEGA).toFixed(1)} MB`)

function opened(data) {
  let box = boxes.get(data.url)
  if (!box) {
    box = { url: data.url, rows: [], view: null, hand: null, fresh: 0 }
    boxes.set(data.url, box)
  }
  box.max = data.max_bytes
  return box
}

function add(box, files) {
  for (const file of files) {
    const row = { file, state: "waiting", share: 0, words: "等待上传" }
    if (file.size === 0) refuse(row, "这个文件是空的（0 字节）。请重新导出或重新拍一张再上传。")
    else if (box.max && file.size > box.max)
      refuse(row, `这个文件有 ${size(file.size)}，超过了上限 ${size(box.max)}。录屏可以剪短或分成几段再上传。`)
    box.rows.push(row)
  }
  next(box)
}

function refuse(row, words) {
  row.state = "refused"
  row.words = words
  row.hopeless = true
}

function next(box) {
  const busy = box.rows.filter((row) => row.state === "sending").length
  box.rows.filter((row) => row.state === "waiting").slice(0, AT_ONCE - busy).forEach((row) => send(box, row))
  draw(box)
  const open = box.rows.some((row) => row.state === "waiting" || row.state === "sending")
  if (!open && box.fresh) finish(box)
}

function finish(box) {
  const count = box.fresh
  box.fresh = 0
  box.rows = box.rows.filter((row) => row.state !== "done")
  box.said = `已收到 ${count} 个文件`
  draw(box)
  box.hand?.("received", count)
}

function send(box, row) {
  const request = new XMLHttpRequest()
  row.request = request
  row.state = "sending"
  row.words = "正在上传 0%"
  request.open("PUT", `${box.url}?name=${encodeURIComponent(row.file.name || "照片.jpg")}`)
  request.setRequestHeader("X-Wizard", "1")
  request.setRequestHeader("Content-Type", "application/octet-stream")
  request.upload.onprogress = (event) => progress(box, row, event)
  request.onload = () => answered(box, row, request)
  request.onerror = () => ended(box, row, "refused", "网络断了，没有传完。网络恢复后点“重试”。")
  request.onabort = () => ended(box, row, "refused", "已取消")
  request.send(row.file)
}

function progress(box, row, event) {
  row.share = event.total ? event.loaded / event.total : 0
  row.words = row.share >= 1 ? "已传完，正在检查文件" : `正在上传 ${Math.round(row.share * 100)}%`
  draw(box)
}

function answered(box, row, request) {
  let reply = {}
  try { reply = JSON.parse(request.responseText) } catch { /* not our server's answer: the status decides */ }
  if (request.status >= 200 && request.status < 300 && !reply.error) {
    box.fresh += 1
    return ended(box, row, "done", "已收到")
  }
  row.hopeless = [413, 415, 422].includes(request.status) // the same file would be refused again
  const words = (reply.problems || []).map((one) => `${one.message}${one.mend || ""}`).join(" ")
  ended(box, row, "refused", reply.error_words || words || text(reply.error) || byStatus(request.status))
}

const text = (error) => (typeof error === "string" ? error : error?.message || "")

function byStatus(status) {
  if (status === 401) return "登录已过期。请在另一个标签页登录，再点“重试”。"
  if (status === 413) return "文件太大。录屏可以剪短或分成几段再上传。"
  return "没有传上去。请点“重试”；还不行就换个网络再试。"
}

function ended(box, row, state, words) {
  Object.assign(row, { state, words, request: null })
  next(box)
}

function draw(box) {
  const view = box.view
  if (!view) return
  view.said.textContent = box.said || ""
  view.list.replaceChildren(...box.rows.map((row) => line(box, row)))
}

function line(box, row) {
  const item = document.createElement("li")
  const name = Object.assign(document.createElement("span"), { className: "w-name" })
  name.textContent = `${row.file.name || "照片"}（${size(row.file.size)}）`
  const state = Object.assign(document.createElement("p"), { className: `w-state ${row.state === "refused" ? "w-bad" : ""}` })
  state.textContent = row.words
  item.append(name, acts(box, row))
  if (row.state === "sending") {
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: row.share })
    bar.setAttribute("aria-label", `${row.file.name} 的上传进度`)
    item.append(bar)
  }
  item.append(state)
  return item
}

function acts(box, row) {
  const place = Object.assign(document.createElement("span"), { className: "w-acts" })
  const act = (words, does) => {
    const button = Object.assign(document.createElement("button"), { type: "button", onclick: does })
    button.textContent = words
    button.setAttribute("aria-label", `${words}:${row.file.name}`)
    place.append(button)
  }
  if (row.state === "sending") act("取消", () => row.request?.abort())
  if (row.state === "refused" && !row.hopeless) act("重试", () => { row.state = "waiting"; row.words = "等待上传"; next(box) })
  if (row.state === "refused" || row.state === "waiting") act("移除", () => { box.rows = box.rows.filter((one) => one !== row); draw(box) })
  return place
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const find = (selector) => parentElement.querySelector(selector)
  const box = opened(data)
  box.view = { list: find(".w-list"), said: find(".w-said") }
  box.hand = setTriggerValue
  find("#label").textContent = data.label
  find("#hint").textContent = data.hint
  const drop = find(".w-drop"), files = find(".w-files"), camera = find(".w-camera")
  files.accept = data.accept || ""
  find(".w-choose").disabled = find(".w-photo").disabled = data.disabled
  find(".w-choose").onclick = () => files.click()
  find(".w-photo").onclick = () => camera.click()
  for (const input of [files, camera]) input.onchange = () => { box.said = ""; add(box, [...input.files]); input.value = "" }
  drop.ondragover = (event) => { event.preventDefault(); drop.classList.add("w-over") }
  drop.ondragleave = () => drop.classList.remove("w-over")
  drop.ondrop = (event) => {
    event.preventDefault()
    drop.classList.remove("w-over")
    if (!data.disabled) add(box, [...event.dataTransfer.files])
  }
  draw(box)
  const view = box.view
  return () => { if (box.view === view) box.view = box.hand = null }
}
