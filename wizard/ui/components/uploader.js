// The box on the desktop: draws the queue (assets/scripts/upload_queue.js). Nothing goes through Streamlit, so the
// server holds no file in memory.
const boxes = (globalThis.__wizardUploads ??= new Map()) // by case: a rerun or a page switch must not stop an upload
const SHOWN_WAITING = 4 // a list of two hundred waiting files helps nobody

function opened(data) {
  let box = boxes.get(data.url)
  if (!box) {
    box = { queue: new UploadQueue(data.url, `wizard-uploads:${data.url}`, data.max_bytes), view: null, hand: null }
    box.queue.changed = (row) => (row ? redraw(box, row) : draw(box))
    box.queue.settled = () => finish(box)
    boxes.set(data.url, box)
  }
  Object.assign(box.queue, { most: data.max_bytes, have: data.have })
  return box
}

function finish(box) {
  const { queue } = box
  if (!queue.fresh) return
  const count = queue.fresh
  queue.fresh = 0
  box.said = queue.summary()
  queue.rows = queue.rows.filter((row) => row.state !== "done")
  draw(box)
  box.hand?.("received", count)
}

function draw(box) {
  const { view, queue } = box
  if (!view) return
  view.said.textContent = queue.open() ? queue.summary() : box.said || queue.summary()
  view.lost.textContent = queue.lostWords(box.shut)
  view.field.hidden = box.shut && !queue.rows.length && !view.lost.textContent
  view.drop.hidden = !view.lost.textContent
  view.all.hidden = box.shut || queue.count("refused") < 2
  const waiting = queue.rows.filter((row) => row.state === "waiting")
  const shown = queue.rows.filter((row) => row.state !== "done" && (row.state !== "waiting" || waiting.indexOf(row) < SHOWN_WAITING))
  const rest = waiting.length - SHOWN_WAITING
  view.list.replaceChildren(...shown.map((row) => line(box, row)), ...(rest > 0 ? [more(rest)] : []))
}

function more(count) {
  const item = document.createElement("li")
  item.textContent = `还有 ${count} 个排队`
  return item
}

function redraw(box, row) {
  if (box.view && row.item?.isConnected) row.item.replaceWith(line(box, row))
}

function line(box, row) {
  const item = (row.item = document.createElement("li"))
  const name = Object.assign(document.createElement("span"), { className: "w-name" })
  name.textContent = `${row.file.name || "照片"}（${size(row.file.size)}）`
  const bad = ["refused", "hopeless", "pausing"].includes(row.state)
  const state = Object.assign(document.createElement("p"), { className: `w-state ${bad ? "w-bad" : ""}` })
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
  if (["refused", "pausing"].includes(row.state) && !box.shut) act("重试", () => box.queue.again(row))
  if (row.unsent && !box.shut) act("再传一次", () => box.queue.again(row))
  if (row.state !== "sending") act(box.shut ? "知道了" : "移除", () => { box.said = ""; box.queue.remove(row) })
  return place
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const find = (selector) => parentElement.querySelector(selector)
  const box = opened(data)
  box.shut = data.disabled // what is still on its way is told to the end
  box.view = { field: find(".w-field"), list: find(".w-list"), said: find(".w-said"), lost: find(".w-lost"), drop: find(".w-forget"), all: find(".w-all") }
  box.hand = setTriggerValue
  find("#label").textContent = data.label
  find("#hint").textContent = data.hint
  const drop = find(".w-drop"), files = find(".w-files"), camera = find(".w-camera")
  files.accept = data.accept || ""
  drop.hidden = data.disabled
  box.view.drop.textContent = data.disabled ? "知道了" : "这些不传了"
  find(".w-choose").onclick = () => files.click()
  find(".w-photo").onclick = () => camera.click()
  box.view.drop.onclick = () => { box.queue.forget(); draw(box) }
  box.view.all.onclick = () => box.queue.rows.filter((row) => row.state === "refused").forEach((row) => box.queue.again(row))
  const take = (chosen) => { box.said = ""; box.queue.add([...chosen]) }
  for (const input of [files, camera]) input.onchange = () => { take(input.files); input.value = "" }
  drop.ondragover = (event) => { event.preventDefault(); drop.classList.add("w-over") }
  drop.ondragleave = () => drop.classList.remove("w-over")
  drop.ondrop = (event) => {
    event.preventDefault()
    drop.classList.remove("w-over")
    if (!data.disabled) take(event.dataTransfer.files)
  }
  draw(box)
  const view = box.view
  return () => { if (box.view === view) box.view = box.hand = null }
}
