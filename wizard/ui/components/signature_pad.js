// A place to write one's name: pointer events, smoothed strokes, sharp on every screen. Gives a PNG (transparent,
// trimmed to the writing) after each stroke.
const pads = new WeakMap()
const INK = "#10243a"
const WIDTH = 2.6

function opened(parent, canvas) {
  let pad = pads.get(parent)
  if (!pad) {
    pad = { canvas, strokes: [], stroke: null, hand: null, state: null, told: "" }
    pads.set(parent, pad)
    new ResizeObserver(() => fit(pad)).observe(canvas)
  }
  return pad
}

function fit(pad) {
  const ratio = Math.max(1, globalThis.devicePixelRatio || 1)
  const { width, height } = pad.canvas.getBoundingClientRect()
  if (!width) return
  pad.canvas.width = Math.round(width * ratio)
  pad.canvas.height = Math.round(height * ratio)
  pad.scale = ratio
  paint(pad)
}

function paint(pad) {
  const context = pad.canvas.getContext("2d")
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, pad.canvas.width, pad.canvas.height)
  context.setTransform(pad.scale, 0, 0, pad.scale, 0, 0)
  pad.strokes.forEach((points) => trace(context, points))
}

function trace(context, points) {
  context.strokeStyle = context.fillStyle = INK
  context.lineWidth = WIDTH
  context.lineCap = context.lineJoin = "round"
  context.beginPath()
  if (points.length < 3) {
    context.arc(points[0].x, points[0].y, WIDTH / 2, 0, 2 * Math.PI)
    return context.fill()
  }
  context.moveTo(points[0].x, points[0].y)
  for (let i = 1; i < points.length - 1; i += 1) { // curves through the middles: no corners between samples
    const middle = { x: (points[i].x + points[i + 1].x) / 2, y: (points[i].y + points[i + 1].y) / 2 }
    context.quadraticCurveTo(points[i].x, points[i].y, middle.x, middle.y)
  }
  context.stroke()
}

const at = (pad, event) => {
  const box = pad.canvas.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}

function down(pad, event) {
  if (pad.disabled || (event.pointerType === "mouse" && event.button !== 0)) return
  pad.canvas.setPointerCapture(event.pointerId)
  pad.stroke = [at(pad, event)]
  pad.strokes.push(pad.stroke)
  paint(pad)
}

function move(pad, event) {
  if (!pad.stroke) return
  const samples = event.getCoalescedEvents?.() ?? []
  for (const sample of samples.length ? samples : [event]) pad.stroke.push(at(pad, sample))
  paint(pad)
}

function up(pad) {
  if (!pad.stroke) return
  pad.stroke = null
  give(pad)
}

function give(pad) {
  const picture = pad.strokes.length ? trimmed(pad) : ""
  say(pad)
  if (picture === pad.told) return
  pad.told = picture
  pad.hand?.("png", picture)
}

function trimmed(pad) {
  const points = pad.strokes.flat(), room = 8, ratio = 3
  const left = Math.min(...points.map((p) => p.x)) - room, top = Math.min(...points.map((p) => p.y)) - room
  const right = Math.max(...points.map((p) => p.x)) + room, bottom = Math.max(...points.map((p) => p.y)) + room
  const copy = document.createElement("canvas")
  copy.width = Math.ceil((right - left) * ratio)
  copy.height = Math.ceil((bottom - top) * ratio)
  const context = copy.getContext("2d")
  context.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio)
  pad.strokes.forEach((stroke) => trace(context, stroke))
  return copy.toDataURL("image/png")
}

function say(pad) {
  pad.state.textContent = pad.strokes.length ? "已写下签名" : "还没有写"
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const find = (selector) => parentElement.querySelector(selector)
  const canvas = find("canvas")
  const pad = opened(parentElement, canvas)
  pad.hand = setStateValue
  pad.state = find("#state")
  pad.disabled = data.disabled
  find("#label").textContent = data.label
  canvas.onpointerdown = (event) => down(pad, event)
  canvas.onpointermove = (event) => move(pad, event)
  canvas.onpointerup = canvas.onpointercancel = () => up(pad)
  find(".w-undo").onclick = () => { pad.strokes.pop(); paint(pad); give(pad) }
  find(".w-clear").onclick = () => { pad.strokes = []; paint(pad); give(pad) }
  fit(pad)
  say(pad)
}
