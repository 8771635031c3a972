import type { Recovery, RecoveryFinding } from '../contracts/records.ts'

/** One finding in sentences: what happened, that nothing saved is in doubt beyond what is named, what to do. The same on screen and paper. */
export interface FindingWords {
  readonly title: string
  readonly happened: string
  readonly safe: string
  readonly next: string
}

const newNumbers = '新文书用新的一组编号，不会与以前的重复。'

const copiedWords: Readonly<Record<Extract<RecoveryFinding, { kind: 'copied' }>['from'], Pick<FindingWords, 'title' | 'happened'>>> = {
  'other-machine': { title: '这份数据是从另一台电脑拿来的', happened: '上次用这份数据的是另一台电脑。' },
  'other-folder': { title: '这份数据换了文件夹', happened: '上次用的时候，这份数据在另一个文件夹里。' },
  unknown: { title: '说不清这份数据是不是从别处拿来的', happened: '数据文件夹外面的见证文件不见了，可能是被删除，也可能这份数据是从别处拷来的。' },
}

export function findingWords(finding: RecoveryFinding): FindingWords {
  switch (finding.kind) {
    case 'tail-cut':
      return {
        title: '上次停下时有一条记录没有写完',
        happened: `可能是突然断电或程序被强行结束，最后一条记录只写了一半（${finding.bytes}\u00a0字节）。没写完的部分已去掉，原样另存了一份。`,
        safe: '显示过“已保存”的内容都在。',
        next: '请看一下最后办的那个办件：缺了哪一步，就补哪一步。',
      }
    case 'records-skipped':
      return {
        title: `有 ${finding.seqs.length} 条记录读不出来，已跳过`,
        happened: `磁盘上有 ${finding.seqs.length} 条记录坏了，不能再读。坏的文件没有删，另存了一份（${finding.copy}）。`,
        safe: '其余记录照常使用。',
        next: '请核对下面列出的办件，缺的内容按纸质材料补填；并告诉维护人员，不要删除另存的文件。有第二份拷贝的，可以在“设置”里检查能否从拷贝恢复。',
      }
    case 'put-back':
      return {
        title: '办件记录比以前的旧',
        happened: `${finding.behind > 0 ? `本机以前存过的记录里，有 ${finding.behind} 条现在这里没有` : '本机以前存过的记录与现在这里的不一样'}，多半是有人放回了旧的数据文件夹。`,
        safe: `现有的记录都能用。${newNumbers}`,
        next: '请告诉维护人员：缺的记录可以从第二份拷贝里恢复。恢复以前，请按纸质材料核对最近办的件。',
      }
    case 'copied':
      return {
        ...copiedWords[finding.from],
        safe: `记录都在，可以照常办理。${newNumbers}`,
        next: '原来那边如果还在用，请告诉维护人员：两边不要同时用同一份数据。',
      }
    case 'restored':
      return {
        title: `已从第二份拷贝恢复 ${finding.records} 条记录`,
        happened: `拷贝里的记录已逐条查验，放了回来。${finding.aside === null ? '' : `恢复前的数据原样留在 ${finding.aside}，请不要删除。`}`,
        safe: `拷贝时已有的办件都在。${newNumbers}`,
        next: '拷贝之后办的不在里面，请对照纸质材料补上。',
      }
  }
}

/** The numbers of records that are lost, and how many more are known to be elsewhere only. */
export function lossOf({ findings }: Recovery): { readonly seqs: readonly number[]; readonly elsewhere: number } {
  return {
    seqs: findings.flatMap((finding) => (finding.kind === 'records-skipped' ? finding.seqs : [])),
    elsewhere: findings.reduce((sum, finding) => sum + (finding.kind === 'put-back' ? finding.behind : 0), 0),
  }
}

/** The one sentence that everybody wants to know first. */
export function verdictText(recovery: Recovery): string {
  const { seqs, elsewhere } = lossOf(recovery)
  if (seqs.length > 0) return `缺 ${seqs.length} 条记录，其余的都在。`
  if (elsewhere > 0) return `有 ${elsewhere} 条以前存过的记录不在这里。`
  return recovery.findings.some(({ kind }) => kind === 'restored') ? '拷贝里的记录一条不缺。' : '已保存的记录一条不缺。'
}
