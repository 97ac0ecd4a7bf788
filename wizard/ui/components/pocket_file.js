// Reads one small file in the browser and hands its content (base64) to Python; nothing is uploaded or kept.
const read = (file) =>
  new Promise((done, failed) => {
    const reader = new FileReader()
    reader.onload = () => done(String(reader.result).split(",")[1] ?? "")
    reader.onerror = () => failed(reader.error)
    reader.readAsDataURL(file)
  })

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const find = (selector) => parentElement.querySelector(selector)
  const input = find("#file")
  find("#label").textContent = data.label
  input.accept = data.accept
  input.disabled = data.disabled
  input.onchange = async () => {
    const file = input.files[0]
    const said = find("#said")
    said.textContent = ""
    if (!file) return setStateValue("content", "")
    if (file.size > data.most || file.size === 0) {
      said.textContent = file.size ? "这个文件太大了。" : "这个文件是空的。"
      input.value = ""
      return setStateValue("content", "")
    }
    try {
      setStateValue("content", await read(file))
      said.textContent = `已选好：${file.name}`
    } catch {
      said.textContent = "这个文件读不出来，请重新选择。"
    }
  }
}
