import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre'
import type { ChartItem, ChartStage } from './chart.ts'

export interface Point {
  readonly x: number
  readonly y: number
}
/** Left top corner and size, in pixels of the unscaled chart. */
export interface Box extends Point {
  readonly width: number
  readonly height: number
}
export interface Link {
  readonly kind: 'main' | 'parallel' | 'merge'
  readonly from: string
  readonly to: string
  readonly points: readonly Point[]
}
export interface ChartLayout {
  readonly width: number
  readonly height: number
  /** By item. */
  readonly boxes: ReadonlyMap<string, Box>
  /** By stage: the head with its name, and the ground that its items stand on. */
  readonly heads: ReadonlyMap<string, Box>
  readonly grounds: ReadonlyMap<string, Box>
  readonly links: readonly Link[]
}

const boxWidth = 200
const headHeight = 50
const margin = { x: 26, y: 14 }
/** Between columns: room for a fork and for the line of a merged item. */
const gutter = 40
const rowGap = 24
/** From a column to the edge of the ground of its stage. */
const groundPadding = 12

/**
 * Stages from left to right; in each the main line from top to bottom, parallel items in columns beside it. One graph for
 * all: its ranks are rows that go through all stages, so that a line between two rows meets no box.
 */
export function layOutChart(stages: readonly ChartStage[]): ChartLayout {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>()
  graph.setGraph({ rankdir: 'TB', nodesep: gutter, ranksep: rowGap, marginx: margin.x, marginy: margin.y, rankalign: 'top' })
  for (const stage of stages) {
    graph.setNode(headName(stage.id), { width: boxWidth, height: headHeight })
    for (const { items } of stage.columns)
      items.forEach((item, index) => {
        graph.setNode(item.id, { width: boxWidth, height: heightOf(item) })
        // Parallel items of a column stand below one another as those of the main line do; the drawn lines say what they mean.
        graph.setEdge(items[index - 1]?.id ?? headName(stage.id), item.id, { weight: index === 0 ? 1 : 10 })
      })
  }
  // The order in which they were named is the order of the stages, and trees have no lines to disentangle.
  layout(graph, { disableOptimalOrderHeuristic: true })

  const columns = stages.flatMap((stage) => stage.columns)
  const boxes = new Map(columns.flatMap(({ items }) => items.map(({ id }) => [id, boxOf(graph.node(id))] as const)))
  const heads = new Map<string, Box>()
  const grounds = new Map<string, Box>()
  const { height = 0 } = graph.graph()
  for (const stage of stages) {
    const members = stage.columns.flatMap(({ items }) => items.flatMap(({ id }) => boxes.get(id) ?? []))
    const left = Math.min(...members.map(({ x }) => x)) - groundPadding
    const width = Math.max(...members.map((box) => box.x + box.width)) + groundPadding - left
    const { y } = boxOf(graph.node(headName(stage.id)))
    heads.set(stage.id, { x: left, y, width, height: headHeight })
    grounds.set(stage.id, { x: left, y, width, height: height - margin.y / 2 - y })
  }
  const width = Math.max(0, ...[...grounds.values()].map((ground) => ground.x + ground.width)) + margin.x - groundPadding
  return { width, height: height + margin.y / 2, boxes, heads, grounds, links: linksOf(stages, boxes, heads) }
}

const headName = (stage: string): string => `stage ${stage}`

/** The layout gives centres. */
function boxOf({ x = 0, y = 0, width, height }: NodeLabel): Box {
  return { x: x - width / 2, y: y - height / 2, width, height }
}

function linksOf(stages: readonly ChartStage[], boxes: ReadonlyMap<string, Box>, heads: ReadonlyMap<string, Box>): readonly Link[] {
  const links: Link[] = []
  for (const stage of stages) {
    const head = heads.get(stage.id)
    if (!head) continue
    for (const { kind, items } of stage.columns)
      items.forEach((item, index) => {
        const box = boxes.get(item.id)
        const before = items[index - 1]
        if (!box) return
        if (kind === 'parallel') {
          // A merged item is begun with its target, not by itself.
          if (item.mergedInto === null || !boxes.has(item.mergedInto)) links.push({ kind, from: stage.id, to: item.id, points: forkTo(head, box) })
          return
        }
        const above = before ? boxes.get(before.id) : head
        if (above) links.push({ kind, from: before?.id ?? stage.id, to: item.id, points: [{ x: middle(box), y: above.y + above.height }, { x: middle(box), y: box.y }] })
      })
  }
  for (const { id, mergedInto } of stages.flatMap((stage) => stage.columns.flatMap(({ items }) => items))) {
    const [from, to] = [boxes.get(id), mergedInto === null ? undefined : boxes.get(mergedInto)]
    if (from && to && mergedInto !== null) links.push({ kind: 'merge', from: id, to: mergedInto, points: joinTo(from, to, [...boxes.values()]) })
  }
  return links
}

const middle = ({ x, width }: Box): number => x + width / 2

/** Down the gutter on the left of a column and into the box from the side. */
function forkTo(head: Box, box: Box): readonly Point[] {
  const x = box.x - 9
  const y = box.y + 19
  return [{ x, y: head.y + head.height }, { x, y }, { x: box.x, y }]
}

/** From below a box through the gap between two rows to the gutter beside the other, and into it from the side: no box lies on this way. */
function joinTo(from: Box, to: Box, boxes: readonly Box[]): readonly Point[] {
  const isFromRight = from.x >= to.x
  const gutterX = isFromRight ? to.x + to.width + 16 : to.x - 22
  const side = isFromRight ? to.x + to.width : to.x
  const y = to.y + to.height / 2
  const isNextColumn = Math.abs(from.x - to.x) < from.width + gutter + 1 && from.x !== to.x
  if (isNextColumn) {
    const start = { x: isFromRight ? from.x : from.x + from.width, y: from.y + from.height - 16 }
    return [start, { x: gutterX, y: start.y }, { x: gutterX, y }, { x: side, y }]
  }
  const rowBottom = Math.max(...boxes.filter((box) => box.y === from.y).map((box) => box.y + box.height))
  const start = { x: from.x + from.width * 0.75, y: from.y + from.height }
  const gap = rowBottom + rowGap / 3
  return [start, { x: start.x, y: gap }, { x: gutterX, y: gap }, { x: gutterX, y }, { x: side, y }]
}

/** Heights are reckoned from the text, so that the layout needs no screen; lines and sizes are those of `flowChart.css`. */
function heightOf(item: ChartItem): number {
  const inner = boxWidth - 18
  const name = linesOf([...item.name, ...(item.sampleItem ? [sampleMark] : []), ...(item.layer === null ? [] : [item.layer.tag])], inner, 13) * 18
  const department = isShort(item.department) ? 0 : linesOf([...item.department], inner, 12) * 17
  const pieces = timePieces(item.time)
  const time = linesOf(item.sampleLimit ? [...pieces.slice(0, -1), `${pieces.at(-1) ?? ''}${sampleMark}`] : pieces, inner, 12) * 17
  const holidays = item.holidays === '' ? 0 : linesOf([...item.holidays], inner, 11) * 15
  return 7 + 22 + 4 + name + department + time + holidays + 7
}

/** Stands beside the disposition; a longer one has a line of its own. */
export function isShort(department: string): boolean {
  return linesOf([...department], 98, 12) === 1
}

// As wide as the mark with its frame and the blank before it.
const sampleMark = '样例例'

/** `8月4日–8月12日`, `7 个工作日`: pieces that are not broken over two lines. */
export function timePieces(time: string): readonly string[] {
  return time.split(' · ')
}

/** Lines that these pieces fill, none of them broken unless it is longer than a line; a Chinese character is as wide as it is high. */
function linesOf(pieces: readonly string[], width: number, size: number): number {
  let lines = 1
  let used = 0
  for (const piece of pieces) {
    const length = [...piece].reduce((sum, character) => sum + (character > '\u2e7f' ? 1 : 0.58), 0) * size
    if (used > 0 && used + length > width) {
      lines += 1
      used = 0
    }
    used += length
    lines += Math.ceil(used / width) - 1
    if (used > width) used %= width
  }
  return lines
}
