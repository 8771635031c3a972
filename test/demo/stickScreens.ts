import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { must } from '../builders/counter.ts'
import { aStation } from '../builders/officeServer.ts'
import { aSafety } from '../builders/safety.ts'
import { carriedBy, onlyHolding, passphrase, quickCipher, rewrite } from '../builders/sticks.ts'
import type { Desk } from '../e2e/desk.ts'

/** `look`: of the screen as it is; `all`: at the counter, dark and at 200 %. */
type Take = (page: Page, name: string, caption: string, look?: 'counter' | 'all') => Promise<void>

/** Exchange by hand, from the page of uploads on: written, looked at with something missing, refused, taken in. */
export async function withStick(desk: Desk, folder: string, longName: string, take: Take): Promise<void> {
  const { page } = desk
  mkdirSync(folder, { recursive: true })
  await fillStick(folder, longName)
  const choose = (chosen: string): Promise<void> =>
    desk.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    }, chosen)
  await choose(join(folder, 'pulled-out'))
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: '上传', exact: true }).click()
  await page.getByRole('button', { name: '用U盘带走 / 读U盘…' }).click()
  const [write, read] = [page.getByRole('region', { name: '用U盘带走' }), page.getByRole('region', { name: '读U盘' })]
  await write.waitFor()
  await take(page, 'stick-empty', 'U盘：带走和读')
  await write.getByText('全部在办件', { exact: true }).click()
  await write.getByRole('button', { name: '用程序给的口令' }).click()
  await write.getByText('请抄下来').waitFor()
  await take(page, 'stick-passphrase', 'U盘：程序给的口令')
  await write.getByRole('button', { name: '选U盘，写上去…' }).click()
  await write.getByRole('alert').waitFor()
  await take(page, 'stick-gone', 'U盘：写的时候拔掉了，什么也没有算作带走')
  await choose(folder)
  await write.getByRole('button', { name: '选U盘，写上去…' }).click()
  await write.getByRole('status').filter({ hasText: '可以拔出U盘了' }).waitFor()
  await take(page, 'stick-written', 'U盘：写完，读回来核对过')
  await read.getByRole('button', { name: '选U盘…' }).click()
  const look = async (file: string, typed: string): Promise<void> => {
    await read.getByText(file).click()
    await read.getByLabel('口令', { exact: true }).fill(typed)
    await read.getByRole('button', { name: '看里面有什么' }).click()
  }
  await look('第 19 个', passphrase.replaceAll('k', 'h'))
  await read.getByRole('alert').waitFor()
  await take(page, 'stick-wrong-passphrase', 'U盘：口令不对，一条也没有导入')
  await look('第 19 个', passphrase)
  const preview = page.getByRole('region', { name: '文件里有什么' })
  await preview.waitFor()
  await take(page, 'stick-preview', 'U盘：先看里面有什么，缺的说清楚', 'all')
  await preview.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByRole('region', { name: '导入的结果' }).waitFor()
  await take(page, 'stick-taken', 'U盘：导入的结果', 'all')
}

/** A file of a caravan, and another one of it that lacks the beginning of a case. */
async function fillStick(folder: string, longName: string): Promise<void> {
  const caravan = await aStation(null, 'caravan', { stickCipher: quickCipher, safety: aSafety({ witnessDir: join(folder, 'witness'), chooseFolder: () => Promise.resolve(folder) }) })
  try {
    const hands = carriedBy(caravan.station)
    const lacking = await caravan.openCase(longName)
    await caravan.openCase('后溪仓库（样例）')
    await caravan.note(lacking, '第二次到工地')
    const { name } = must(await hands.write())
    const broken = name.replace(/-1\.age$/, '-19.age')
    writeFileSync(join(folder, broken), await rewrite(readFileSync(join(folder, name)), (entries) => entries.map((entry) => onlyHolding(entry, '第二次到工地'))))
  } finally {
    await caravan.remove()
  }
}
