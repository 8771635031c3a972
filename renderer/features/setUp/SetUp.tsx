import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useId, useState, type FormEvent } from 'react'
import type { Desk, Failure, ProfileKind, StationStatus } from '../../../shared/contracts/ipc.ts'
import { operatorRoles, type OperatorRole } from '../../../shared/domain/events.ts'
import { roleWords } from '../../words/caseText.ts'
import './setUp.css'

interface Row {
  readonly key: number
  readonly name: string
  readonly role: OperatorRole
}
type Missing = 'district' | 'stationName' | 'operators'

/** First start: where this station stands and who works here. No password is asked for, and the page says so. */
export function SetUp({ desk, districts, packName, profile, onDone, onFailure }: { readonly desk: Desk; readonly districts: readonly string[]; readonly packName: string; readonly profile: ProfileKind; readonly onDone: (status: StationStatus) => void; readonly onFailure: (failure: Failure) => void }) {
  const [district, setDistrict] = useState<string | null>(null)
  const [stationName, setStationName] = useState('')
  const [rows, setRows] = useState<readonly Row[]>([{ key: 0, name: '', role: 'clerk' }])
  const [missing, setMissing] = useState<readonly Missing[]>([])
  const [busy, setBusy] = useState<'none' | 'setting-up' | 'practice'>('none')
  const ids = { district: useId(), stationName: useId() }

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const operators = rows.filter(({ name }) => name.trim() !== '').map(({ name, role }) => ({ name: name.trim(), role }))
    const lacks: Missing[] = []
    if (district === null) lacks.push('district')
    if (stationName.trim() === '') lacks.push('stationName')
    if (operators.length === 0) lacks.push('operators')
    setMissing(lacks)
    if (district === null || lacks.length > 0) return
    setBusy('setting-up')
    const answer = await desk.invoke('station:setUp', { district, stationName: stationName.trim(), operators })
    setBusy('none')
    if (answer.ok) onDone(answer.value)
    else onFailure(answer.failure)
  }
  const practise = async (): Promise<void> => {
    setBusy('practice')
    const answer = await desk.invoke('profile:switch', { to: 'practice' })
    setBusy('none')
    if (answer.ok) onDone(answer.value)
    else onFailure(answer.failure)
  }
  const setRow = (key: number, change: Partial<Row>): void => setRows(rows.map((row) => (row.key === key ? { ...row, ...change } : row)))

  return (
    <main className="set-up">
      <form className="set-up-form" onSubmit={(event) => void submit(event)} noValidate>
        <h1>欢迎使用大篷车窗口工作站</h1>
        <p className="set-up-lead">
          带着群众把“办理建筑许可”问清楚：一问一答，旁边就是要办的事项、材料和依据。不连网也能用；内容依据{packName}。
        </p>
        <div className="set-up-field">
          <label htmlFor={ids.district}>所在区</label>
          <Select id={ids.district} placeholder="请选择" value={district} status={missing.includes('district') ? 'error' : ''} onChange={setDistrict} options={districts.map((name) => ({ value: name, label: name }))} />
          {missing.includes('district') ? <p className="set-up-missing" role="alert">请选择所在区。</p> : null}
        </div>
        <div className="set-up-field">
          <label htmlFor={ids.stationName}>站点名称</label>
          <Input id={ids.stationName} maxLength={60} placeholder="例如：集美区政务服务中心 3 号窗口" value={stationName} status={missing.includes('stationName') ? 'error' : ''} onChange={(event) => setStationName(event.target.value)} />
          {missing.includes('stationName') ? <p className="set-up-missing" role="alert">请填站点名称。</p> : null}
        </div>
        <fieldset className="set-up-operators">
          <legend>在这里工作的人</legend>
          {rows.map((row, index) => (
            <div key={row.key} className="set-up-row">
              <Input aria-label={`第 ${index + 1} 人姓名`} maxLength={40} placeholder="姓名" value={row.name} status={missing.includes('operators') ? 'error' : ''} onChange={(event) => setRow(row.key, { name: event.target.value })} />
              <Select aria-label={`第 ${index + 1} 人岗位`} value={row.role} onChange={(role: OperatorRole) => setRow(row.key, { role })} options={operatorRoles.map((role) => ({ value: role, label: roleWords[role] }))} />
              <Button type="text" icon={<MinusCircleOutlined aria-hidden />} aria-label={`去掉第 ${index + 1} 人`} disabled={rows.length === 1} onClick={() => setRows(rows.filter(({ key }) => key !== row.key))} />
            </div>
          ))}
          {missing.includes('operators') ? <p className="set-up-missing" role="alert">请至少填一个人的姓名。</p> : null}
          <Button type="dashed" icon={<PlusOutlined aria-hidden />} disabled={rows.length >= 50} onClick={() => setRows([...rows, { key: Math.max(...rows.map(({ key }) => key)) + 1, name: '', role: 'clerk' }])}>
            再加一人
          </Button>
        </fieldset>
        <p className="set-up-honest">未设密码（本版本不含登录密码）：能打开这台电脑的人就能打开这里的办件，请用好系统的锁屏。</p>
        <div className="set-up-actions">
          <Button type="primary" size="large" htmlType="submit" loading={busy === 'setting-up'}>
            开始使用
          </Button>
          {profile === 'practice' ? null : (
            <Button size="large" loading={busy === 'practice'} onClick={() => void practise()}>
              先进入演练
            </Button>
          )}
          <span className="quiet small">演练用样例数据，另存一处，处处标明“演练”，不上传。</span>
        </div>
      </form>
    </main>
  )
}
