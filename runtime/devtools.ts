/** The part of the DevTools protocol that is used, in the protocol's own words. */

export interface TargetInfo {
  readonly targetId: string
  readonly type: string
  readonly title: string
  readonly url: string
  readonly openerId?: string
}

export interface Frame {
  readonly id: string
  readonly parentId?: string
  readonly loaderId: string
  readonly url: string
  readonly urlFragment?: string
}

export interface HeaderEntry {
  readonly name: string
  readonly value: string
}

export interface RequestPaused {
  readonly requestId: string
  readonly request: {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly hasPostData?: boolean
    readonly postDataEntries?: readonly { readonly bytes?: string }[]
  }
  readonly frameId: string
  readonly resourceType: string
  readonly redirectedRequestId?: string
}

export interface RemoteObject {
  readonly type: string
  readonly value?: unknown
  readonly unserializableValue?: string
  readonly description?: string
}

interface Evaluation {
  readonly result: RemoteObject
  readonly exceptionDetails?: { readonly text: string; readonly exception?: RemoteObject }
}

interface Call<Params, Answer> {
  readonly params: Params
  readonly answer: Answer
}

type Nothing = Readonly<Record<string, never>>

export interface PermissionDescriptor {
  readonly name: string
  readonly sysex?: boolean
  readonly allowWithoutSanitization?: boolean
}

export interface Commands {
  'Browser.getVersion': Call<Nothing, { readonly product: string }>
  'Browser.close': Call<Nothing, Nothing>
  'Browser.setPermission': Call<{ permission: PermissionDescriptor; setting: 'granted' | 'denied' | 'prompt'; origin: string }, Nothing>
  'Browser.setDownloadBehavior': Call<{ behavior: 'deny' }, Nothing>
  'Browser.getWindowForTarget': Call<{ targetId: string }, { readonly windowId: number; readonly bounds: { readonly windowState?: string } }>
  'Browser.setWindowBounds': Call<{ windowId: number; bounds: { windowState?: 'normal'; width?: number; height?: number } }, Nothing>
  'Target.setDiscoverTargets': Call<{ discover: boolean }, Nothing>
  'Target.createTarget': Call<{ url: string; newWindow: boolean; width: number; height: number }, { readonly targetId: string }>
  'Target.attachToTarget': Call<{ targetId: string; flatten: true }, { readonly sessionId: string }>
  'Target.setAutoAttach': Call<{ autoAttach: boolean; waitForDebuggerOnStart: boolean; flatten: true }, Nothing>
  'Target.activateTarget': Call<{ targetId: string }, Nothing>
  'Target.closeTarget': Call<{ targetId: string }, Nothing>
  'Fetch.enable': Call<{ patterns: readonly { urlPattern: string; resourceType?: string }[] }, Nothing>
  'Fetch.fulfillRequest': Call<{ requestId: string; responseCode: number; responseHeaders: readonly HeaderEntry[]; body: string }, Nothing>
  'Fetch.failRequest': Call<{ requestId: string; errorReason: 'Aborted' | 'Failed' | 'InternetDisconnected' }, Nothing>
  'Fetch.continueRequest': Call<{ requestId: string }, Nothing>
  'Network.enable': Call<Nothing, Nothing>
  'Network.emulateNetworkConditions': Call<{ offline: boolean; latency: number; downloadThroughput: number; uploadThroughput: number }, Nothing>
  'Page.enable': Call<Nothing, Nothing>
  'Page.setLifecycleEventsEnabled': Call<{ enabled: boolean }, Nothing>
  'Page.addScriptToEvaluateOnNewDocument': Call<{ source: string; worldName?: string }, Nothing>
  'Page.navigate': Call<{ url: string }, { readonly loaderId?: string; readonly errorText?: string }>
  'Page.reload': Call<Nothing, Nothing>
  'Page.close': Call<Nothing, Nothing>
  'Page.stopLoading': Call<Nothing, Nothing>
  'Page.handleJavaScriptDialog': Call<{ accept: boolean }, Nothing>
  'Page.captureScreenshot': Call<{ format: 'png' }, { readonly data: string }>
  'Page.printToPDF': Call<
    { landscape?: boolean; printBackground?: boolean; preferCSSPageSize?: boolean; paperWidth?: number; paperHeight?: number },
    { readonly data: string }
  >
  'Storage.clearDataForOrigin': Call<{ origin: string; storageTypes: 'indexeddb' }, Nothing>
  'Runtime.enable': Call<Nothing, Nothing>
  'Runtime.setMaxCallStackSizeToCapture': Call<{ size: number }, Nothing>
  'Runtime.runIfWaitingForDebugger': Call<Nothing, Nothing>
  'Runtime.addBinding': Call<{ name: string; executionContextName: string }, Nothing>
  'Runtime.evaluate': Call<{ expression: string; awaitPromise?: boolean; returnByValue?: boolean; userGesture?: boolean }, Evaluation>
  'Runtime.callFunctionOn': Call<{ functionDeclaration: string; executionContextId: number; arguments: readonly { value: string }[] }, Evaluation>
}

export interface Events {
  'Target.targetCreated': { readonly targetInfo: TargetInfo }
  'Target.targetInfoChanged': { readonly targetInfo: TargetInfo }
  'Target.targetDestroyed': { readonly targetId: string }
  'Target.targetCrashed': { readonly targetId: string; readonly status: string; readonly errorCode: number }
  'Target.attachedToTarget': { readonly sessionId: string; readonly targetInfo: TargetInfo }
  'Fetch.requestPaused': RequestPaused
  'Page.frameAttached': { readonly frameId: string }
  'Page.frameDetached': { readonly frameId: string }
  'Page.frameNavigated': { readonly frame: Frame }
  'Page.navigatedWithinDocument': { readonly frameId: string; readonly url: string }
  'Page.frameRequestedNavigation': { readonly frameId: string; readonly reason: string; readonly url: string; readonly disposition: string }
  'Page.lifecycleEvent': { readonly frameId: string; readonly loaderId: string; readonly name: string }
  'Page.windowOpen': { readonly url: string; readonly windowName: string; readonly windowFeatures: readonly string[] }
  'Page.javascriptDialogOpening': { readonly type: string; readonly message: string }
  'Runtime.executionContextCreated': {
    readonly context: { readonly id: number; readonly name: string; readonly auxData: { readonly frameId: string } }
  }
  'Runtime.executionContextDestroyed': { readonly executionContextId: number }
  'Runtime.executionContextsCleared': Nothing
  'Runtime.bindingCalled': { readonly name: string; readonly payload: string; readonly executionContextId: number }
}

export type Method = keyof Commands
export type EventName = keyof Events
