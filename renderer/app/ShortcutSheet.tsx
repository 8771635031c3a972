import { Modal } from 'antd'

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  { title: '到处可用', keys: [['F1', '这张表'], ['Ctrl K', '查办件、查指南、去别处、做动作'], ['Ctrl Z', '撤销这个办件里刚才的填写'], ['Ctrl Shift Z', '重做刚才撤销的']] },
  {
    title: '提问',
    keys: [
      ['Enter', '下一问'],
      ['Ctrl 0', '暂不清楚'],
      ['Alt ←', '上一问'],
      ['1 … 9', '选第几项，勾选第几行（0 是第十行）'],
      ['Y / N', '是 / 否'],
      ['↑ ↓ 空格', '在清单里移动、勾选'],
      ['F4', '一次一问 / 表单'],
      ['F6', '假设一下：两种结果的差别'],
    ],
  },
  { title: '指南', keys: [['↑ ↓', '在目录里移动'], ['Enter', '打开'], ['Alt ←', '回到上一页']] },
  { title: '列表', keys: [['↑ ↓', '选择'], ['Enter', '打开']] },
  { title: '关闭', keys: [['Esc', '关闭抽屉和对话框']] },
]

export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal open title="快捷键" footer={null} onCancel={onClose} width={560}>
      <div className="shortcut-sheet">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd className="keys">{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="quiet small">所有操作也都能用鼠标完成。</p>
    </Modal>
  )
}
