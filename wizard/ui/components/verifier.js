// Sends one file to POST /verify and says the verdict in plain words. Nothing is kept, here or there.
const VERDICTS = {
  authentic: ["good", "✓ 没有改动", "文件与签署时完全一样。"],
  altered: ["bad", "✕ 被改动过", "文件和签署时不一样了，请不要当作原件使用。"],
  unsigned: ["warn", "△ 没有签名", "这个文件没有可以校验的签名，无法判断有没有改动。"],
  unrecognised: ["warn", "△ 认不出", "这不是本系统生成的材料包，或者文件不完整。"],
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
    ["文件", found.file], ["案件编号", found.reference], ["版本", found.version ? `第 ${found.version} 版` : ""],
    ["签名等级", found.level], ["签署时间", (found.times || []).map(instant).join("、")], ["SHA-256", found.sha256],
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
  const parts = [one.name, one.issuer && `颁发者：${one.issuer}`, TRUST[one.trusted_by], one.time && `签署时间：${instant(one.time)}（签署人的时钟）`]
  if (one.timestamp) parts.push(`可信时间戳：${instant(one.timestamp)} ${one.timestamp_authority || ""}`)
  if (one.intact === false) parts.push("签名已不成立")
  return parts.filter(Boolean).join("；")
}

const checked = (one) => `${one.ok ? "✓ 一致" : "✕ 不一致"}　${one.name}${one.note ? `：${one.note}` : ""}`

function draw(section, found) {
  const [tone, title, meaning] = VERDICTS[found.verdict] || VERDICTS.unrecognised
  section.className = `w-result ${tone}`
  section.replaceChildren(node("h2", title), node("p", meaning))
  if (found.reasons?.length) section.append(node("h3", "根据"), list(found.reasons))
  if (found.notes?.length) section.append(node("h3", "请注意"), list(found.notes))
  if (found.signers?.length) section.append(node("h3", "签署人"), list(found.signers.map(signer)))
  section.append(facts(found))
  const files = [...(found.exhibits || []), ...(found.files || [])]
  if (files.length) section.append(node("h3", `逐个文件(${files.length})`), list(files.map(checked)))
  section.hidden = false
  section.focus()
}

function check(file, said, section) {
  section.hidden = true
  if (!file.size) { said.textContent = "这个文件是空的，请重新选一个。"; return }
  const request = new XMLHttpRequest()
  request.open("POST", `/verify?name=${encodeURIComponent(file.name)}`)
  request.setRequestHeader("X-Wizard", "1")
  request.setRequestHeader("Content-Type", "application/octet-stream")
  request.upload.onprogress = (event) => { said.textContent = event.loaded < event.total ? `正在读取 ${Math.round((100 * event.loaded) / event.total)}%` : "正在校验，请稍候" }
  request.onerror = () => { said.textContent = "没有传上去，请检查网络后再试一次。" }
  request.onload = () => answered(request, file, said, section)
  request.send(file)
}

function answered(request, file, said, section) {
  let reply = {}
  try { reply = JSON.parse(request.responseText) } catch { /* the status says enough */ }
  if (request.status === 200 && reply.verdict) {
    said.textContent = "校验完成"
    return draw(section, { ...reply, file: file.name })
  }
  const words = reply.error?.message || reply.error || (reply.problems || []).map((one) => one.message + (one.mend || "")).join(" ")
  said.textContent = words || (request.status === 413 ? "文件太大，请在自己电脑上按「校验说明.txt」校验。" : "没有校验成功，请稍后再试。")
}

export default function (component) {
  const find = (selector) => component.parentElement.querySelector(selector)
  const drop = find(".w-drop"), input = find("input"), said = find(".w-said"), section = find(".w-result")
  const take = (files) => files.length && check(files[0], said, section)
  find(".w-choose").onclick = () => input.click()
  input.onchange = () => { take([...input.files]); input.value = "" }
  drop.ondragover = (event) => { event.preventDefault(); drop.classList.add("w-over") }
  drop.ondragleave = () => drop.classList.remove("w-over")
  drop.ondrop = (event) => { event.preventDefault(); drop.classList.remove("w-over"); take([...event.dataTransfer.files]) }
}
