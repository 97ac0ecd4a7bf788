// Trades a one-time ticket for the session cookie and loads the page anew: Streamlit sees only the cookies that were
// there when the page was loaded.
async function trade(ticket) {
  const answer = await fetch("/auth/session", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Wizard": "1" },
    credentials: "same-origin",
    body: JSON.stringify({ ticket }),
  })
  if (!answer.ok) throw new Error(String(answer.status))
}

const done = (globalThis.__wizardTrades ??= new Set())

export default function (component) {
  const { data, parentElement } = component
  const words = parentElement.querySelector("#words")
  if (done.has(data.ticket)) return
  done.add(data.ticket)
  words.textContent = "正在登录"
  trade(data.ticket)
    .then(() => (data.to ? location.assign(data.to) : location.reload()))
    .catch(() => { words.textContent = "没有登录成功：服务器暂时没有应答。请刷新页面再试一次。" })
}
