// A queue of uploads for the desktop's box and the phone's page: two at a time, each file says whether it arrived.
// What was sent and what was not is also kept in this browser: after a closed tab the same files can be chosen again,
// and only the missing ones travel.
const AT_ONCE = 2, MEGA = 1024 * 1024, AGAIN_AFTER = [3, 10, 30] // seconds
const QUIET = 12000 // milliseconds without a sign of life: the tab that was sending is gone
const LARGE = 8 * MEGA, BEFORE = 2048 // a file over LARGE goes on where it broke off; by these bytes it is recognised
const BUSY = [502, 503, 504] // before a file is sent: the server is being restarted, or still has the last line open
const OPEN = ["waiting", "sending", "pausing"]

const size = (bytes) => (bytes < MEGA ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MEGA).toFixed(1)} MB`)
const nameOf = (file) => file.name || "照片.jpg"
const markOf = (file) => `${nameOf(file)}|${file.size}|${file.lastModified}`
const wordsOf = (error) => (typeof error === "string" ? error : error?.message || "")

class UploadQueue {
  // url: where files are put; key: under which the journal is kept; most: bytes of one file.
  constructor(url, key, most) {
    Object.assign(this, { url, key, most, rows: [], fresh: 0, have: null, changed: () => {}, settled: () => {} })
    addEventListener("online", () => this.again())
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.again())
    addEventListener("beforeunload", (event) => { if (this.open()) event.preventDefault() })
    setInterval(() => this.open() && this.note(() => {}), QUIET / 3)
  }

  open() { return this.rows.some((row) => OPEN.includes(row.state)) }
  count(...states) { return this.rows.filter((row) => states.includes(row.state)).length }

  add(files) {
    for (const file of files) {
      const row = { file, state: "waiting", share: 0, words: "等待上传", tries: 0 }
      if (file.size === 0) this.refuse(row, "这个文件是空的（0 字节）。请重新导出或重新拍一张再上传。")
      else if (this.most && file.size > this.most)
        this.refuse(row, `这个文件有 ${size(file.size)}，超过了上限 ${size(this.most)}。录屏可以剪短或分成几段再上传。`)
      else if (this.arrivedBefore(file)) Object.assign(row, { state: "known", unsent: true, words: "之前已经收到，没有再传一遍" })
      this.rows.push(row)
    }
    this.note((kept) => this.rows.forEach((row) => { if (row.state === "waiting") kept[markOf(row.file)] = this.entry(row, "unsent") }))
    this.next()
  }

  refuse(row, words) { Object.assign(row, { state: "hopeless", words }) }
  entry(row, state, id = "") { return { name: nameOf(row.file), state, id, at: Date.now() } }

  next() {
    const busy = this.count("sending")
    this.rows.filter((row) => row.state === "waiting").slice(0, Math.max(0, AT_ONCE - busy)).forEach((row) => this.send(row))
    this.changed()
    if (!this.open()) this.settled()
  }

  send(row) {
    Object.assign(row, { state: "sending", words: "正在上传 0%", share: row.file.size > LARGE ? row.share : 0 })
    if (row.file.size <= LARGE) return this.put(row, "", 0)
    row.request = new AbortController() // until the file itself travels
    this.rest(row, row.request.signal).then(
      ([at, before]) => { if (row.state === "sending") this.put(row, before, at) },
      (error) => {
        if (error.name === "AbortError") return this.end(row, "refused", "已取消，没有传完")
        if (!error.status || BUSY.includes(error.status)) return this.broken(row)
        return this.refusedBy(row, error.status, error.reply)
      },
    )
  }

  // Where a large file goes on, and the bytes before that place.
  async rest(row, signal) {
    const answer = await fetch(`${this.url}/arrived?${this.about(row)}`, { credentials: "same-origin", signal })
    const reply = await answer.json().catch(() => ({}))
    if (!answer.ok) throw Object.assign(new Error(), { status: answer.status, reply })
    const at = reply.have
    const bytes = new Uint8Array(await row.file.slice(Math.max(0, at - BEFORE), at).arrayBuffer())
    return [at, btoa(String.fromCharCode(...bytes))]
  }

  about(row) { return `mark=${encodeURIComponent(markOf(row.file))}&size=${row.file.size}` }

  put(row, before, at) {
    const request = (row.request = new XMLHttpRequest())
    const large = row.file.size > LARGE
    if (at) row.words = `接着传，从 ${Math.floor((at / row.file.size) * 100)}% 开始`
    row.share = at / row.file.size
    this.changed(row)
    request.open("PUT", `${this.url}?name=${encodeURIComponent(nameOf(row.file))}${large ? `&${this.about(row)}&at=${at}` : ""}`)
    request.setRequestHeader("X-Wizard", "1")
    request.setRequestHeader("Content-Type", "application/octet-stream")
    if (before) request.setRequestHeader("X-Before", before)
    request.upload.onprogress = (event) => {
      row.share = row.file.size ? Math.min(1, (at + event.loaded) / row.file.size) : 0
      row.words = row.share >= 1 ? "已传完，正在检查文件" : `正在上传 ${Math.floor(row.share * 100)}%`
      if (event.loaded > LARGE) row.tries = 0 // it gets on
      this.changed(row)
    }
    request.onload = () => this.answered(row, request)
    request.onerror = () => this.broken(row)
    request.onabort = () => this.end(row, "refused", "已取消，没有传完")
    request.send(at ? row.file.slice(at) : row.file)
  }

  answered(row, request) {
    let reply = {}
    try { reply = JSON.parse(request.responseText) } catch { /* not our server's answer: the status decides */ }
    if (request.status >= 200 && request.status < 300 && !reply.error) return this.arrived(row, reply)
    if ([502, 504].includes(request.status) || reply.have !== undefined) return this.broken(row)
    this.refusedBy(row, request.status, reply)
  }

  refusedBy(row, status, reply) {
    const hopeless = [413, 415, 422].includes(status) // the same file would be refused again
    const words = (reply.problems || []).map((one) => `${one.message}${one.mend || ""}`).join(" ")
    this.end(row, hopeless ? "hopeless" : "refused", words || wordsOf(reply.error) || this.byStatus(status))
  }

  arrived(row, reply) {
    this.fresh += 1
    this.end(row, reply.duplicate ? "known" : "done", reply.duplicate ? "案件里已经有这一份，没有重复收" : "✓ 已收到", reply.exhibit?.id || reply.bundle?.id)
  }

  byStatus(status) {
    if (status === 401) return "登录已过期。请在另一个标签页登录，再点“重试”。"
    if (status === 413) return "文件太大。录屏可以剪短或分成几段再上传。"
    return "没有传上去。请点“重试”；还不行就换个网络再试。"
  }

  // The line was cut: a few more tries by itself, at once when the network or the page is back.
  broken(row) {
    const wait = AGAIN_AFTER[row.tries++]
    const goesOn = row.file.size > LARGE && row.share > 0
    if (wait === undefined)
      return this.end(row, "refused", `网络断了，这个没有传完。网络恢复后点“重试”${goesOn ? "，会从断的地方接着传" : ""}。`)
    this.end(row, "pausing", `网络断了，没有传完。${wait} 秒后自动${goesOn ? "接着传" : "再试"}`)
    row.timer = setTimeout(() => this.again(row), wait * 1000)
  }

  again(only) {
    const rows = only ? [only] : this.rows.filter((row) => row.state === "pausing")
    for (const row of rows.filter((one) => !["sending", "done"].includes(one.state))) {
      clearTimeout(row.timer)
      Object.assign(row, { state: "waiting", unsent: false, words: "等待上传" })
    }
    if (rows.length) this.next()
  }

  end(row, state, words, id = "") {
    Object.assign(row, { state, words, request: null })
    const kept = { done: "sent", known: "sent", refused: "unsent", pausing: "unsent" }[state]
    this.note((journal) => { if (kept) journal[markOf(row.file)] = this.entry(row, kept, id); else delete journal[markOf(row.file)] })
    this.next()
  }

  remove(row) {
    clearTimeout(row.timer)
    this.rows = this.rows.filter((one) => one !== row)
    this.note((journal) => { if (row.state !== "known") delete journal[markOf(row.file)] })
    this.next()
  }

  // The journal.
  kept() { try { return JSON.parse(localStorage.getItem(this.key)) || {} } catch { return {} } }
  note(change) {
    const journal = this.kept()
    change(journal)
    for (const row of this.rows) if (OPEN.includes(row.state) && journal[markOf(row.file)]) journal[markOf(row.file)].at = Date.now()
    const newest = Object.entries(journal).sort((one, other) => other[1].at - one[1].at).slice(0, 600)
    try { localStorage.setItem(this.key, JSON.stringify(Object.fromEntries(newest))) } catch { /* a browser that keeps nothing: uploads work all the same */ }
  }
  arrivedBefore(file) {
    const entry = this.kept()[markOf(file)]
    return entry?.state === "sent" && (!this.have || this.have.includes(entry.id))
  }
  // Names of files that an earlier page began to send and did not finish.
  interrupted() {
    const mine = new Set(this.rows.map((row) => markOf(row.file)))
    return Object.entries(this.kept())
      .filter(([mark, entry]) => entry.state === "unsent" && !mine.has(mark) && Date.now() - entry.at > QUIET)
      .map(([, entry]) => entry.name)
  }
  forget() { this.note((journal) => Object.keys(journal).forEach((mark) => { if (journal[mark].state === "unsent") delete journal[mark] })) }

  // What arrived and what did not, in one sentence.
  summary() {
    const got = this.count("done", "known"), lost = this.count("refused", "hopeless"), left = this.count(...OPEN)
    if (!this.rows.length) return ""
    const parts = [`${got < this.rows.length ? `共 ${this.rows.length} 个，` : ""}已收到 ${got} 个文件`]
    if (left) parts.push(`还有 ${left} 个在传，请不要关闭本页`)
    if (lost) parts.push(`${lost} 个没有收到`)
    return `${parts.join("，")}。`
  }
  lostWords(shut) { // shut: this person may upload nothing any more
    const names = this.interrupted()
    if (!names.length) return ""
    const some = names.slice(0, 6).join("、") + (names.length > 6 ? ` 等 ${names.length} 个` : "")
    if (shut) return `有 ${names.length} 个文件没有收到：${some}。您现在的角色是「查看」，不能上传；请把文件交给同事上传，或请负责人调整角色。`
    return `上次有 ${names.length} 个文件没有传完：${some}。再选一次这些文件就行；整批再选也可以，已经收到的不会再传，大文件从断的地方接着传。`
  }
}
