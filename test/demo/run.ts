import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readXiamenPack } from '../builders/pack.ts'
import { Desk, removeData } from '../e2e/desk.ts'
import { Album } from './album.ts'
import { walkDecoration } from './decoration.ts'
import { comeBack, exportWorkbooks, lookThingsUp, openStation, openWithOverlay, practise } from './everyDay.ts'
import { askLowRisk, finishLowRisk, takeInLowRisk } from './lowRisk.ts'
import { walkOldCommunity } from './oldCommunity.ts'
import { Stage } from './stage.ts'

/**
 * `npm run demo`: the real program, headless, its network cut, walks three projects from the first question to the last
 * paper and leaves pictures, every kind of paper and every workbook in out/demo/ with an index.html that shows them.
 * With `-- --pictures` the pictures of README and guide (docs/pictures) are taken anew.
 */
const { pack } = await readXiamenPack()
const dataFolder = mkdtempSync(join(tmpdir(), 'caravan-demo-'))
const album = new Album(join(process.cwd(), 'out', 'demo'))
const desk = new Desk(dataFolder, ['--headless'])
const stage = new Stage(desk, album, pack)
try {
  await desk.start()
  for (const walk of [openStation, askLowRisk, takeInLowRisk, finishLowRisk, walkOldCommunity, walkDecoration, exportWorkbooks, lookThingsUp, comeBack, practise, openWithOverlay]) await walk(stage)
} finally {
  await desk.close()
  removeData(dataFolder)
}
album.close(`真实程序、断网、无界面运行留下的画面和文件。内容依据${pack.name_zh}（${pack.docNo}）；项目、证照和名称都是样例。`)
if (process.argv.includes('--pictures')) album.copyDocumented(join(process.cwd(), 'docs', 'pictures'))
process.stdout.write(`${join('out', 'demo', 'index.html')}\n`)
