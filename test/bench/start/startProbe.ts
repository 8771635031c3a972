import { app } from 'electron'
import { usableWord } from './usableWord.ts'

/**
 * Loaded before a program (`-r`). Says on stderr when its first page can be used: what `DESK_BENCH_USABLE` names is
 * in sight and has the focus, and the frame that shows it was painted. Whoever must be on duty first is chosen at once.
 */
const selector = process.env['DESK_BENCH_USABLE'] ?? 'body'

const whenUsable = `new Promise((resolve) => {
  const look = () => {
    document.querySelector('.operator-list button:enabled')?.click()
    const place = document.querySelector(${JSON.stringify(selector)})
    if (place === null || !place.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return
    if (place !== document.body) place.focus()
    if (document.activeElement !== place) return
    watch.disconnect()
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
  }
  const watch = new MutationObserver(look)
  watch.observe(document, { childList: true, subtree: true, attributes: true })
  look()
})`

app.on('web-contents-created', (_event, contents) => {
  contents.on('did-finish-load', () => {
    // A window begins with a page of its own, before it is told what to show.
    if (['', 'about:blank'].includes(contents.getURL())) return
    void contents.executeJavaScript(whenUsable).then(() => process.stderr.write(`${usableWord}\n`))
  })
})
