// Whether the server has answered what this page asked last. The page itself says "running" only once the server has
// begun, and on a busy machine a press is long done by then; so its messages are listened to, both ways.
(() => {
  const RERUN = 11, BY_ITSELF = 6  // in BackMsg, and in that: a part that looks every so often asked, not the person
  const BEGUN = 4, FINISHED = 6, FINISHED_TO_RUN_AGAIN = 2  // in ForwardMsg: new_session, script_finished and its kind
  const DRAWN = 50  // milliseconds: the page draws what came in a little later
  const DROPPED = 4000, DROPPED_BY_ITSELF = 800  // milliseconds: what is asked of a part that is gone is never answered
  let asked = 0, begun = false, answered = 0
  window.answered = () => answered === asked
  window.asked = () => asked

  // The fields of a protobuf message as [number, value].
  function* fields(bytes) {
    let at = 0
    const varint = () => {
      let value = 0, power = 1, byte
      do { byte = bytes[at++]; value += (byte & 127) * power; power *= 128 } while (byte & 128)
      return value
    }
    while (at < bytes.length) {
      const tag = varint(), kind = tag & 7
      if (kind === 0) yield [tag >> 3, varint()]
      else if (kind === 2) {
        const size = varint()
        yield [tag >> 3, bytes.subarray(at, at + size)]
        at += size
      } else return
    }
  }
  const bytes = (data) => (ArrayBuffer.isView(data) ? data : data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array())
  const numbers = (data) => new Map(fields(bytes(data)))

  window.WebSocket = class extends WebSocket {
    constructor(...where) {
      super(...where)
      this.addEventListener('close', () => { answered = asked })
      this.addEventListener('message', ({ data }) => {
        const said = numbers(data)
        if (said.has(BEGUN)) begun = true
        if (!begun || !said.has(FINISHED) || said.get(FINISHED) === FINISHED_TO_RUN_AGAIN) return
        const last = asked
        setTimeout(() => { answered = last }, DRAWN)
      })
    }
    send(data) {
      super.send(data)
      const rerun = numbers(data).get(RERUN)
      if (!rerun) return
      const mine = ++asked, patience = numbers(rerun).get(BY_ITSELF) ? DROPPED_BY_ITSELF : DROPPED
      begun = false
      setTimeout(() => { if (mine === asked && !begun) answered = asked }, patience)
    }
  }
})()
