"""校验: what a package file is worth, for anybody, without signing in. Nothing of the file is kept."""

from wizard.ui import layout
from wizard.ui.components.verifier import verifier

layout.step(
    "校验材料包",
    "选材料包（ZIP）或其中的 PDF，看它从签署以后有没有被改动。"
    "几份一起选，还能看出是不是前后两版。文件只用来校验，不保存。",
)
verifier(key="verifier")
layout.show(
    "<h2>结果说明什么，不说明什么</h2>"
    "<ul><li>「没有改动」说明：签署的内容从签署那一刻起没有变（预留栏里追加的共同签名除外）。</li>"
    "<li>用本系统自签证书签署的，只证明没有改动，不证明签署的人是谁。</li>"
    "<li>不说明证据在签署之前是真是假，也不代替公证。</li>"
    "<li>没有可信时间戳的，签署时间以签署时电脑的时间为准。</li>"
    "<li>不想上传，也可以按材料包里的「校验说明.txt」，用通用工具在自己电脑上校验。</li></ul>"
)
