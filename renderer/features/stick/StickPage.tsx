import { Button } from 'antd'
import { useSession } from '../../data/session.ts'
import { Blank } from '../../ui/Blank.tsx'
import { ReadPanel } from './ReadPanel.tsx'
import { WritePanel } from './WritePanel.tsx'
import './stick.css'

/** Exchange by hand: what this station takes along, what another one brought. */
export function StickPage({ onOpen, onBack }: { readonly onOpen: (caseId: string) => void; readonly onBack: () => void }) {
  const { status } = useSession()
  if (status.profile === 'practice') return <Blank title="演练记录不用U盘带走" detail="演练里办的件只留在这台电脑里，不会混进真件。回到正式办件，就可以写U盘、读U盘。" />
  return (
    <div className="stick">
      <h1 className="visually-hidden">U盘交换</h1>
      <div className="stick-way">
        <Button onClick={onBack}>返回上传</Button>
        <span className="quiet">没有网络的大篷车和窗口之间，用U盘来回带。文件加密，只有知道口令的人能读；带几次、按什么顺序读都不会重复、不会弄乱。</span>
      </div>
      <div className="stick-columns">
        <WritePanel />
        <ReadPanel onOpen={onOpen} />
      </div>
    </div>
  )
}
