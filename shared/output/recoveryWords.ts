import type { RecoveryFinding } from '../contracts/records.ts'

/** One finding in sentences: what happened, that nothing saved is in doubt beyond what is named, what to do. The same on screen and paper. */
export interface FindingWords {
  readonly title: string
  readonly happened: string
  readonly safe: string
  readonly next: string
}

export function findingWords(finding: RecoveryFinding): FindingWords {
  switch (finding.kind) {
    case 'tail-cut':
      return {
        title: '上次关机时有一条记录没有写完',
        happened: `可能是突然断电或程序被强行结束，最后一条记录只写了一半（${finding.bytes}\u00a0字节）。没写完的部分已去掉，原样另存了一份。`,
        safe: '显示过“已保存”的内容都在。',
        next: '请看一下最后办的那个办件：缺了哪一步，就补哪一步。',
      }
    case 'records-skipped':
      return {
        title: `有 ${finding.seqs.length} 条记录读不出来，已跳过`,
        happened: `磁盘上有 ${finding.seqs.length} 条记录坏了，不能再读。坏的文件没有删，另存了一份。`,
        safe: '其余记录都已逐条查验，照常使用。',
        next: '请核对下面列出的办件，缺的内容按纸质材料补填；并告诉维护人员，不要删除另存的文件。有第二份拷贝的，可以在“设置”里检查能否从拷贝恢复。',
      }
  }
}
