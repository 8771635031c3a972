import type { Page } from '@playwright/test'
import { requests } from '../../shared/contracts/ipc.ts'
import { counterTest, expect, test } from './desk.ts'

// Threat T12, faults F53 and F54: what a page could do if it were not ours any more.

test('a page can neither make code from text nor load anything from outside', async ({ desk }) => {
  const refused = await desk.page.evaluate(async () => {
    const directives = new Set<string>()
    // Refusing a frame takes the browser longest.
    const untilFrameRefused = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        directives.add(event.effectiveDirective)
        if (event.effectiveDirective === 'frame-src') resolve()
      })
    })
    // Run from a timer: code that a test evaluates directly is exempt from the policy.
    const isEvalRefused = await new Promise<boolean>((resolve) => {
      setTimeout(() => {
        try {
          Function('return 1')()
          resolve(false)
        } catch (error) {
          resolve(error instanceof EvalError)
        }
      }, 0)
    })
    const script = document.createElement('script')
    script.textContent = 'window.inlineRan = true'
    const picture = document.createElement('img')
    picture.src = 'https://example.com/a.png'
    const frame = document.createElement('iframe')
    frame.src = 'https://example.com/'
    const base = document.createElement('base')
    base.href = 'https://example.com/'
    document.body.append(script, picture, frame)
    document.head.append(base)
    const isFetchRefused = await fetch('https://example.com/').then(() => false, () => true)
    const isWorkerRefused = await new Promise<boolean>((resolve) => {
      try {
        const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
        worker.addEventListener('error', () => resolve(true))
        worker.addEventListener('message', () => resolve(false))
      } catch {
        resolve(true)
      }
    })
    await untilFrameRefused
    return { isEvalRefused, isFetchRefused, isWorkerRefused, didInlineRun: 'inlineRan' in window, directives: [...directives].toSorted() }
  })
  expect(refused).toEqual({
    isEvalRefused: true,
    isFetchRefused: true,
    isWorkerRefused: true,
    didInlineRun: false,
    directives: ['base-uri', 'connect-src', 'frame-src', 'img-src', 'script-src', 'script-src-elem', 'worker-src'],
  })
})

counterTest('the page stays: navigation away, new windows and frames are refused', async ({ desk }) => {
  const { app, page } = desk
  await page.evaluate(() => document.body.setAttribute('data-still', 'here'))
  await app.evaluate(({ BrowserWindow }) => {
    const tried: string[] = []
    Reflect.set(globalThis, 'tried', tried)
    BrowserWindow.getAllWindows()[0]?.webContents.on('will-frame-navigate', (event) => tried.push(event.url))
  })
  await page.evaluate(() => {
    location.href = 'https://example.com/'
  })
  await expect.poll(() => app.evaluate((): unknown => Reflect.get(globalThis, 'tried'))).toEqual(['https://example.com/'])
  await page.evaluate(() => {
    window.open('https://example.com/')
    window.open('about:blank')
    const link = document.createElement('a')
    link.href = 'https://example.com/'
    link.target = '_blank'
    document.body.append(link)
    link.click()
    location.href = 'file:///etc/hosts'
    location.href = 'javascript:document.body.removeAttribute("data-still")'
    location.href = 'data:text/html,gone'
  })
  await expect.poll(async () => await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  await expect.poll(() => app.windows().length).toBe(1)
  await expect(page.locator('body[data-still=here]')).toBeAttached()
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toMatch(/^app:\/\/desk\/index\.html/)
})

counterTest('camera, place, clipboard, notifications and devices are refused', async ({ desk }) => {
  const answers = await desk.page.evaluate(async () => {
    const isRefused = async (attempt: () => Promise<unknown>): Promise<boolean> => await attempt().then(() => false, () => true)
    return {
      camera: await isRefused(() => navigator.mediaDevices.getUserMedia({ video: true })),
      microphone: await isRefused(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      place: await isRefused(() => new Promise((resolve, reject) => { navigator.geolocation.getCurrentPosition(resolve, reject) })),
      clipboard: await isRefused(() => navigator.clipboard.readText()),
      notifications: Notification.permission,
      geolocation: (await navigator.permissions.query({ name: 'geolocation' })).state,
    }
  })
  expect(answers).toEqual({ camera: true, microphone: true, place: true, clipboard: true, notifications: 'denied', geolocation: 'denied' })
})

counterTest('window.desk is all that the page gets, and it cannot be changed', async ({ desk }) => {
  const found = await desk.page.evaluate(() => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    // What the page's own libraries put there: the PDF viewer and its polyfills.
    const fromLibraries = ['pdfjsLib', 'pdfjsWorker', '_pdfjsTestingUtils', '__core-js_shared__']
    const bare = new Set([...Object.getOwnPropertyNames(frame.contentWindow), ...fromLibraries])
    const added = Object.getOwnPropertyNames(window).filter((name) => !bare.has(name) && !/^\d+$/.test(name) && !name.startsWith('__playwright'))
    const isInFrame = frame.contentWindow !== null && 'desk' in frame.contentWindow
    frame.remove()
    const api: unknown = Reflect.get(window, 'desk')
    return {
      added,
      isInFrame,
      functions: typeof api === 'object' && api !== null ? Object.keys(api).toSorted() : [],
      isFrozen: Object.isFrozen(api),
      isReplaceable: Reflect.set(window, 'desk', 'mine') || Reflect.deleteProperty(window, 'desk'),
    }
  })
  expect(found).toEqual({ added: ['desk'], isInFrame: false, functions: ['invoke', 'on'], isFrozen: true, isReplaceable: false })
})

const badRequests: Readonly<Record<string, string>> = {
  'an unknown key': '{"unknown":1}',
  'a text': '"x"',
  'a list': '[1,2,3]',
  'null': 'null',
  'a number': '7',
  'a prototype': '{"__proto__":{"isAdmin":true}}',
  'a constructor': '{"constructor":{"prototype":{"isAdmin":true}}}',
  'a long text': JSON.stringify({ caseId: 'x'.repeat(100_000), name: 'x'.repeat(100_000), district: 'x'.repeat(100_000) }),
  'a path': '{"caseId":"../../etc/passwd","number":"../../etc/passwd"}',
  'a deep nest': `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`,
}

counterTest('malformed requests are refused on every channel', async ({ desk }) => {
  for (const [name, json] of Object.entries(badRequests)) {
    await test.step(name, async () => {
      const answers = await desk.page.evaluate(askEvery, [Object.keys(requests), json] as const)
      expect(answers.filter(([, answer]) => !/^\{"ok":false,"failure":\{"kind":"malformed"|malformed$/.test(answer))).toEqual([])
    })
  }
  expect(await desk.app.evaluate(() => 'isAdmin' in {})).toBe(false)
  await expectDeskAlive(desk)
})

counterTest('a channel outside the contract is unknown', async ({ desk }) => {
  expect(await askStation(desk, 'fs:read')).toContain('unknown channel')
  expect(await askStation(desk, '__proto__')).toContain('unknown channel')
})

counterTest('ten thousand calls at once do not stop the station', async ({ desk }) => {
  const refusals = await desk.page.evaluate(async () => {
    const api: unknown = Reflect.get(window, 'desk')
    const invoke: unknown = typeof api === 'object' && api !== null ? Reflect.get(api, 'invoke') : null
    if (typeof invoke !== 'function') throw new Error('no invoke')
    const calls = Array.from({ length: 10_000 }, async (): Promise<string> => {
      try {
        await invoke('station:status', {})
        return 'answered'
      } catch (error) {
        return String(error).endsWith('too-many') ? 'too-many' : String(error)
      }
    })
    return [...new Set(await Promise.all(calls))].toSorted()
  })
  expect(refusals).toEqual(['answered', 'too-many'])
  await expectDeskAlive(desk)
})

/** Runs in the page: what each channel answers to one request, as JSON, or its refusal as text. */
async function askEvery([channels, json]: readonly [readonly string[], string]): Promise<(readonly [string, string])[]> {
  const api: unknown = Reflect.get(window, 'desk')
  const invoke: unknown = typeof api === 'object' && api !== null ? Reflect.get(api, 'invoke') : null
  if (typeof invoke !== 'function') throw new Error('no invoke')
  return await Promise.all(
    channels.map(async (channel) => {
      try {
        return [channel, JSON.stringify(await invoke(channel, JSON.parse(json)))] as const
      } catch (error) {
        return [channel, String(error)] as const
      }
    }),
  )
}

interface Running {
  readonly page: Page
}

async function askStation({ page }: Running, channel: string): Promise<string> {
  const [answer] = await page.evaluate(askEvery, [[channel], '{}'] as const)
  return answer?.[1] ?? ''
}

async function expectDeskAlive(desk: Running): Promise<void> {
  // Right after a flood the rate has to recover first.
  await expect.poll(() => askStation(desk, 'station:status')).toContain('"profile":"office"')
}
