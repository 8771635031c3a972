import { Form, Input, Modal, Select } from 'antd'
import type { OperatorRole } from '../../shared/domain/events.ts'
import { roleWords } from '../words/caseText.ts'

/** Asks for a further person of this station. */
export function AddOperator({ onAdd, onClose }: { readonly onAdd: (name: string, role: OperatorRole) => Promise<void>; readonly onClose: () => void }) {
  const [form] = Form.useForm<{ readonly name: string; readonly role: OperatorRole }>()
  return (
    <Modal open title="添加人员" okText="添加" cancelText="取消" onCancel={onClose} onOk={() => form.submit()}>
      <Form form={form} layout="vertical" initialValues={{ name: '', role: 'clerk' }} requiredMark={false} onFinish={({ name, role }) => void onAdd(name.trim(), role)}>
        <Form.Item name="name" label="姓名" rules={[{ required: true, whitespace: true, message: '请填姓名' }]}>
          <Input maxLength={40} autoFocus />
        </Form.Item>
        <Form.Item name="role" label="岗位">
          <Select options={Object.entries(roleWords).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
