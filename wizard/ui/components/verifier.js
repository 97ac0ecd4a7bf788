// Sends files one by one to POST /verify and says the verdicts in plain words. Nothing is kept, here or there.
const MOST = 10
const VERDICTS = {
  authentic: ["good", "✓ 没有改动", "文件与签署时完全一样。"],
  altered: ["bad", "✕ 被改动过", "文件和签署时不一样了，请不要当作原件使用。"],
  unsigned: ["warn", "△ 没有签名", "这个文件没有可以校验的签名，无法判断有没有改动。"],
  unrecognised: ["warn", "△ 认不出是谁签的", "内容从签署以后没有改动，但签发的证书本系统不认识，或者已不能作数。"],
}

function node(tag, words, name = "") {
  const element = document.createElement(tag)
  element.textContent = words
  if (name) element.className = name
  return element
}

function list(rows) {
  const element = document.createElement("ul")
  element.append(...rows.map((row) => node("li", row)))
  return element
}

const instant = (value) => new Date(value).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false })

function facts(found) {
  const table = document.createElement("dl")
  const rows = [
    ["案件编号", found.reference], ["版本", found.version ? `第 ${found.version} 版` : ""],
    ["签名级别", found.level], ["签署时间", (found.times || []).map(instant).join("、")], ["SHA-256", found.sha256],
  ]
  for (const [label, value] of rows) {
    if (!value) continue
    const row = document.createElement("div")
    row.append(node("dt", label), node("dd", value))
    table.append(row)
  }
  return table
}

const TRUST = {
  instance: "由本系统的证书机构签发，只证明没有改动，不证明本人身份",
  own: "本人自己的证书，材料包另由本系统封装",
  unknown: "签发机构不在本系统认识的范围内，身份请另行核对",
}

function signer(one) {
  const parts = [one.signed === "manifest" ? `${one.name}（封存整个材料包的签名）` : one.name, one.issuer && `颁发者：${one.issuer}`, one.intact === false ? "" : TRUST[one.trusted_by], one.time && `签署时间：${instant(one.time)}（签署人的时钟）`]
  if (one.timestamp) parts.push(`第三方时间戳：${instant(one.timestamp)} ${one.timestamp_authority || ""}`)
  if (one.level) parts.push(`级别：${one.level}`)
  if (one.intact === false) parts.push("签名已不成立")
  return parts.filter(Boolean).join("；")
}

const checked = (one) => `${one.ok ? "✓ 一致" : "✕ 不一致"}　${one.name}${one.note ? `：${one.note}` : ""}`

function fold(title, rows) {
  const element = document.createElement("details")
  element.append(node("summary", title), list(rows))
  return element
}

function files(found) {
  const all = found.files?.length ? found.files : found.exhibits || []
  const wrong = all.filter((one) => !one.ok), right = all.filter((one) => one.ok)
  const parts = wrong.length ? [node("h3", `对不上的文件（${wrong.length}）`), list(wrong.map(checked))] : []
  return right.length ? [...parts, fold(`对得上的文件（${right.length}）`, right.map(checked))] : parts
}

function card(found) {
  const [tone, title, meaning] = VERDICTS[found.verdict] || VERDICTS.unsigned
  const element = document.createElement("section")
  element.className = `w-result ${tone}`
  element.append(node("h2", title), node("p", found.file, "w-quiet"), node("p", meaning))
  if (found.reasons?.length) element.append(node("h3", "根据"), list(found.reasons))
  if (found.notes?.length) element.append(node("h3", "请注意"), list(found.notes))
  if (found.signers?.length) element.append(node("h3", "签署人"), list(found.signers.map(signer)))
  if (found.changes?.length) element.append(node("h3", "与上一版相比"), list(found.changes))
  element.append(facts(found), ...files(found))
  return element
}

const headers = { "X-Wizard": "1" }

function send(file, said, place) {
  return new Promise((done) => {
    const request = new XMLHttpRequest()
    request.open("POST", `/verify?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader("X-Wizard", "1")
    request.setRequestHeader("Content-Type", "application/octet-stream")
    request.upload.onprogress = (event) => { said.textContent = event.loaded < event.total ? `正在读取${place} ${Math.round((100 * event.loaded) / event.total)}%` : `正在校验${place}，请稍候` }
    request.onerror = () => done({ words: "没有传上去，请检查网络后再试一次。" })
    request.onload = () => done(answer(request, file))
    request.send(file)
  })
}

function answer(request, file) {
  let reply = {}
  try { reply = JSON.parse(request.responseText) } catch { /* the status says enough */ }
  if (request.status === 200 && reply.verdict) return { found: { ...reply, file: file.name } }
  const words = reply.error?.message || reply.error || (reply.problems || []).map((one) => one.message + (one.mend || "")).join(" ")
  return { words: words || (request.status === 413 ? "文件太大，请在自己电脑上按「校验说明.txt」校验。" : "没有校验成功，请稍后再试。") }
}

async function related(verdicts) {
  // only what the sentences need: the list of files of a large package would be too long to send back
  const wanted = ["file", "kind", "verdict", "reference", "version", "sha256", "manifest_sha256", "previous_manifest_sha256", "before_cosigning_manifest_sha256", "pdf_sha256"]
  const few = verdicts.map((one) => Object.fromEntries(wanted.map((name) => [name, one[name]])))
  try {
    const reply = await fetch("/verify/together", { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify({ verdicts: few }) })
    return (await reply.json()).relations || []
  } catch { return [] }
}

async function check(all, said, results) {
  results.replaceChildren()
  const verdicts = [], failed = []
  for (const [number, file] of all.entries()) {
    const place = all.length > 1 ? `第 ${number + 1} 个文件` : ""
    const { found, words } = file.size ? await send(file, said, place) : { words: "这个文件是空的，请重新选一个。" }
    if (found) { verdicts.push(found); results.append(card(found)) } else failed.push(all.length > 1 ? `${file.name}：${words}` : words)
  }
  said.textContent = failed.length ? failed.join(" ") : "校验完成"
  const lines = verdicts.length > 1 ? await related(verdicts) : []
  if (lines.length) {
    const box = document.createElement("section")
    box.className = "w-result plain"
    box.append(node("h2", "这几个文件之间"), list(lines))
    results.prepend(box)
  }
  results.hidden = !verdicts.length
  if (verdicts.length) results.focus()
}

export default function (component) {
  const find = (selector) => component.parentElement.querySelector(selector)
  const drop = find(".w-drop"), input = find("input"), said = find(".w-said"), results = find(".w-results")
  const take = (chosen) => {
    if (chosen.length > MOST) { said.textContent = `一次最多校验 ${MOST} 个文件，请分几次。`; return }
    if (chosen.length) check(chosen, said, results)
  }
  find(".w-choose").onclick = () => input.click()
  input.onchange = () => { take([...input.files]); input.value = "" }
  drop.ondragover = (event) => { event.preventDefault(); drop.classList.add("w-over") }
  drop.ondragleave = () => drop.classList.remove("w-over")
  drop.ondrop = (event) => { event.preventDefault(); drop.classList.remove("w-over"); take([...event.dataTransfer.files]) }
}
