import { Component, type ReactNode } from 'react'
import { Blank } from '../ui/Blank.tsx'
import { Button } from '../ui/Button.tsx'

/** A bug in a screen must not leave a white window: says what is safe, and offers a fresh start of the page. */
export class CrashScreen extends Component<{ readonly children: ReactNode }, { readonly problem: string | null }> {
  override state = { problem: null }

  static getDerivedStateFromError(error: unknown): { readonly problem: string } {
    return { problem: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    if (this.state.problem === null) return this.props.children
    return (
      <main className="whole-page">
        <Blank role="alert" title="这个画面出了问题" detail={<>显示过“已保存”的内容都在。请重新载入；再出现，请把这句话告诉维护人员：{this.state.problem}</>}>
          <Button type="primary" onClick={() => window.location.reload()}>
            重新载入
          </Button>
        </Blank>
      </main>
    )
  }
}
