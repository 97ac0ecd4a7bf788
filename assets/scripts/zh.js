// Streamlit has no translations: this replaces its own English texts wherever they appear. What our pages say is
// Chinese already and never matches.
const words = new Map(Object.entries({
  "Upload": "上传", "Upload files": "上传文件", "Browse files": "选择文件", "Add files": "添加文件",
  "Drag and drop file here": "把文件拖到这里", "Drag and drop files here": "把文件拖到这里",
  "(required)": "(必填)", "This field is required.": "这一项必须填写。",
  "Press Enter to apply": "按回车键确认", "Press Enter to submit form": "按回车键提交",
  "Press Ctrl+Enter to apply": "按 Ctrl+Enter 确认", "Press ⌘+Enter to apply": "按 ⌘+Enter 确认",
  "Press Ctrl+Enter to submit form": "按 Ctrl+Enter 提交", "Press ⌘+Enter to submit form": "按 ⌘+Enter 提交",
  "CONNECTING": "正在连接", "Connecting": "正在连接", "Running...": "正在处理", "RUNNING...": "正在处理",
  "Stop": "停止", "Select all": "全选", "Clear all": "全部清除", "Clear": "清除", "Clear value": "清除",
  "No results": "没有找到", "No options to select.": "没有可选的项", "Choose an option": "请选择",
  "Choose options": "请选择", "Select...": "请选择", "Skip to main content": "跳到主要内容",
  "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
    "这台电脑上的程序停了，或者正在重新启动。已保存的都在；它启动以后，这一页会自己接上。没有启动的，请再启动一次：",
  "streamlit run yourscript.py": "python -m wizard serve",
  "Streamlit server is not responding. Are you connected to the internet?": "没连上服务器，正在重连。已保存的都在；请看一眼网络通不通。",
  "Cannot connect to Streamlit (HTTP status: 403).": "服务器不认这个网址（403）。请用管理员给的网址打开。",
  "Connection timed out.": "等服务器等得太久，正在重连。已保存的都在。",
  "Connection error": "连接中断", "Connection failed": "连接失败", "Show password text": "显示密码",
  "Hide password text": "隐藏密码", "Show password": "显示密码", "Hide password": "隐藏密码",
  "Close": "关闭", "Close sidebar": "收起侧栏", "Open sidebar": "展开侧栏", "Rerun": "重新载入",
  "Settings": "设置", "Print": "打印", "Main menu": "主菜单", "Help": "帮助", "Increment": "加", "Decrement": "减",
  "Page not found": "找不到这个页面", "You have requested page": "您要打开的页面", "open": "已展开", "Loading...": "正在载入",
  "Select date": "选择日期", "Select a date": "选择日期", "Select time": "选择时间", "Previous month.": "上个月", "Next month.": "下个月",
}))
const patterns = [
  [/^If you are trying to access a Streamlit app running on another server.*$/s, "管理员请看运维说明里的网址一节"],
  [/^Connection failed with status (\d+)(?:\.|, and response:)$/, "服务器暂时不能回答（$1），正在重连。已保存的都在。"],
  [/^(\d+(?:\.\d+)?\s?[KMG]B) per file.*$/, "每个文件最多 $1"],
  [/^Limit (\d+(?:\.\d+)?\s?[KMG]B) per file.*$/, "每个文件最多 $1"],
  [/^(\d+) options? available\..*$/, "有 $1 个选项。"],
  [/^Remove (.+)$/, "移除 $1"],
  [/^Help for (.+)$/, "“$1”的说明"],
  [/^Selected (.+)\. (.+)$/, "已选 $1。$2"],
  [/^option (.+), selected\.$/, "已选 $1"],
]
const ATTRIBUTES = ["aria-label", "placeholder", "title", "alt", "data-tooltip"]

function translated(text) {
  const core = text.trim()
  if (!core || !/[A-Za-z]/.test(core)) return null
  if (words.has(core)) return text.replace(core, words.get(core))
  for (const [pattern, chinese] of patterns) if (pattern.test(core)) return core.replace(pattern, chinese)
  return null
}

const written = (node) => node.closest?.("[contenteditable], textarea, script, style")

function visitText(node) {
  if (!node.parentElement || written(node.parentElement)) return
  const chinese = translated(node.data)
  if (chinese !== null && chinese !== node.data) node.data = chinese
}

function visitAttributes(element) {
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name)
    const chinese = value && translated(value)
    if (chinese && chinese !== value) element.setAttribute(name, chinese)
  }
}

function visit(node) {
  if (node.nodeType === Node.TEXT_NODE) return visitText(node)
  if (node.nodeType !== Node.ELEMENT_NODE) return
  for (const element of [node, ...node.querySelectorAll("*")]) {
    visitAttributes(element)
    for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) visitText(child)
  }
}

new MutationObserver((records) => {
  for (const record of records) {
    if (record.type === "characterData") visitText(record.target)
    else if (record.type === "attributes") visitAttributes(record.target)
    else record.addedNodes.forEach(visit)
  }
}).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES })
visit(document.documentElement)
