import { openBridge } from './worlds.ts'

/** Runs in the page's world before anything of the page: waits for the preload's world to hand over the channel. */
export function start(secret: string): void {
  if (window.top !== window) return
  const receive = (event: Event): void => {
    if (!(event instanceof MouseEvent) || event.relatedTarget === null) return
    window.removeEventListener(secret, receive)
    openBridge(event.relatedTarget, secret, 'page', (name, value) => {
      Object.defineProperty(window, name, { value, enumerable: true, configurable: false, writable: false })
    })
  }
  window.addEventListener(secret, receive)
}
