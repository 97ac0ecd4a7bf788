// A picture with boxes over it. Places are ten-thousandths of the picture's size, from its upper left corner.
const WHOLE = 10000
const LEAST = 60
const STEP = { ArrowLeft: [-50, 0], ArrowRight: [50, 0], ArrowUp: [0, -50], ArrowDown: [0, 50] }
const editors = new WeakMap()

const clamp = (value) => Math.max(0, Math.min(WHOLE, Math.round(value)))
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(4)), (n) => n.toString(16).padStart(2, "0")).join("")

function opened(parent) {
  let editor = editors.get(parent)
  if (!editor) {
    editor = { masks: [], proposed: [], told: null, drag: null, parent }
    editors.set(parent, editor)
  }
  return editor
}

function place(node, box) {
  node.style.left = `${box.left / 100}%`
  node.style.top = `${box.top / 100}%`
  node.style.width = `${(box.right - box.left) / 100}%`
  node.style.height = `${(box.bottom - box.top) / 100}%`
}

function button(name, label, act) {
  const node = document.createElement("button")
  node.type = "button"
  node.className = name
  node.setAttribute("aria-label", label)
  node.onclick = act
  return node
}

function paint(editor) {
  const nodes = editor.proposed.map((found) => {
    const node = button("w-proposal", `提示：${found.words}，点一下遮住`, () => accept(editor, found))
    node.title = "点一下遮住"
    node.disabled = editor.disabled
    place(node, found)
    return node
  })
  editor.boxes.replaceChildren(...nodes, ...editor.masks.map((mask, number) => drawn(editor, mask, number + 1)))
  editor.state.textContent = editor.masks.length ? `这一页遮了 ${editor.masks.length} 处` : "这一页还没有遮"
}

function drawn(editor, mask, number) {
  const node = document.createElement("div")
  node.className = mask.id === editor.chosen ? "w-mask w-chosen" : "w-mask"
  place(node, mask)
  if (editor.disabled) return node
  node.tabIndex = 0
  node.dataset.id = mask.id
  node.setAttribute("role", "group")
  node.setAttribute("aria-label", `遮挡 ${number}：${mask.why || "自己框的"}`)
  node.onpointerdown = (event) => begin(editor, event, mask)
  node.onkeydown = (event) => keyed(editor, event, mask)
  const cross = button("w-remove", `去掉遮挡 ${number}`, () => remove(editor, mask))
  cross.textContent = "×"
  cross.onpointerdown = (event) => event.stopPropagation()
  const grip = document.createElement("span")
  grip.className = "w-grip"
  grip.onpointerdown = (event) => begin(editor, event, mask, true)
  node.append(cross, grip)
  return node
}

function give(editor) {
  paint(editor)
  if (same(editor.masks, editor.told)) return
  editor.told = editor.masks.map((mask) => ({ ...mask }))
  editor.hand("masks", editor.told)
}

function accept(editor, found) {
  const { page, left, top, right, bottom, why } = { ...found, why: found.what }
  editor.proposed = editor.proposed.filter((other) => other !== found)
  editor.masks = [...editor.masks, { id: newId(), page, left, top, right, bottom, why }]
  give(editor)
}

function remove(editor, mask) {
  editor.masks = editor.masks.filter((other) => other.id !== mask.id)
  give(editor)
}

function shifted(mask, x, y) {
  const dx = Math.max(-mask.left, Math.min(WHOLE - mask.right, x))
  const dy = Math.max(-mask.top, Math.min(WHOLE - mask.bottom, y))
  return { ...mask, left: mask.left + dx, right: mask.right + dx, top: mask.top + dy, bottom: mask.bottom + dy }
}

function sized(mask, x, y) {
  const right = Math.max(mask.left + LEAST, clamp(mask.right + x)), bottom = Math.max(mask.top + LEAST / 4, clamp(mask.bottom + y))
  return { ...mask, right: Math.min(WHOLE, right), bottom: Math.min(WHOLE, bottom) }
}

function keyed(editor, event, mask) {
  if (event.target !== event.currentTarget) return
  if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); return remove(editor, mask) }
  const step = STEP[event.key]
  if (!step) return
  event.preventDefault()
  replace(editor, event.shiftKey ? sized(mask, ...step) : shifted(mask, ...step))
  give(editor)
  editor.boxes.querySelector(`[data-id="${mask.id}"]`)?.focus()
}

function replace(editor, mask) {
  editor.masks = editor.masks.map((other) => (other.id === mask.id ? mask : other))
}

function at(editor, event) {
  const box = editor.stage.getBoundingClientRect()
  return { x: clamp(((event.clientX - box.left) / box.width) * WHOLE), y: clamp(((event.clientY - box.top) / box.height) * WHOLE) }
}

function begin(editor, event, mask, sizes = false) {
  if (editor.disabled || (event.pointerType === "mouse" && event.button !== 0)) return
  if (!mask && event.target.closest?.(".w-proposal")) return
  event.stopPropagation()
  editor.stage.setPointerCapture(event.pointerId)
  choose(editor, mask?.id)
  editor.drag = { from: at(editor, event), mask: mask && { ...mask }, id: mask ? mask.id : newId(), sizes, moved: false }
}

function choose(editor, id) {
  editor.chosen = id
  for (const node of editor.boxes.querySelectorAll(".w-mask")) node.classList.toggle("w-chosen", node.dataset.id === id)
}

function move(editor, event) {
  const drag = editor.drag
  if (!drag) return
  const to = at(editor, event)
  drag.moved = drag.moved || Math.abs(to.x - drag.from.x) + Math.abs(to.y - drag.from.y) > LEAST
  if (!drag.moved) return
  event.preventDefault()
  if (drag.sizes) replace(editor, sized(drag.mask, to.x - drag.from.x, to.y - drag.from.y))
  else if (drag.mask) replace(editor, shifted(drag.mask, to.x - drag.from.x, to.y - drag.from.y))
  else stretch(editor, drag, to)
  paint(editor)
}

function stretch(editor, drag, to) {
  const box = { left: Math.min(drag.from.x, to.x), right: Math.max(drag.from.x, to.x), top: Math.min(drag.from.y, to.y), bottom: Math.max(drag.from.y, to.y) }
  const mask = { id: drag.id, page: editor.page, ...box, why: "" }
  editor.chosen = drag.id
  const rest = editor.masks.filter((other) => other.id !== drag.id)
  editor.masks = [...rest, mask]
}

function end(editor) {
  if (!editor.drag) return
  editor.drag = null
  editor.masks = editor.masks.filter((mask) => mask.right - mask.left >= LEAST && mask.bottom - mask.top >= LEAST / 4)
  give(editor)
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const find = (selector) => parentElement.querySelector(selector)
  const editor = opened(parentElement)
  Object.assign(editor, { hand: setStateValue, stage: find(".w-stage"), boxes: find(".w-boxes"), state: find("#state"), disabled: data.disabled, page: data.page })
  find("#label").textContent = data.label
  const picture = find("img")
  if (picture.getAttribute("src") !== data.picture) picture.src = data.picture
  picture.alt = data.label
  const seen = () => { editor.boxes.hidden = !(picture.complete && picture.naturalWidth) } // boxes have no place before
  picture.onload = seen
  seen()
  picture.onerror = () => { editor.state.textContent = "这一页的图没有取到，请刷新页面再试。" }
  if (!editor.drag) {
    const given = data.masks
    if (!editor.told || !same(given, editor.given)) editor.masks = given.map((mask) => ({ ...mask }))
    editor.given = given.map((mask) => ({ ...mask }))
    editor.told = editor.masks.map((mask) => ({ ...mask }))
    editor.proposed = data.proposed
  }
  editor.stage.classList.toggle("w-draws", !data.disabled)
  editor.stage.onpointerdown = (event) => begin(editor, event, null)
  editor.stage.onpointermove = (event) => move(editor, event)
  editor.stage.onpointerup = editor.stage.onpointercancel = () => end(editor)
  const add = find(".w-add")
  add.hidden = data.disabled
  add.onclick = () => {
    editor.chosen = newId()
    editor.masks = [...editor.masks, { id: editor.chosen, page: editor.page, left: 3500, right: 6500, top: 4700, bottom: 5300, why: "" }]
    give(editor)
  }
  paint(editor)
}
