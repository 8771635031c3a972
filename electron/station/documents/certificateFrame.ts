import type { DynamicBackground } from 'pdfmake/interfaces'
import type { PageSize } from 'pdfmake/js/LayoutBuilder.js'
import type { PageDescription } from '../../../shared/output/page.ts'
import { mm } from './measures.ts'
import type { Drawing } from './paperRenderer.ts'

type Certificate = Exclude<PageDescription['look'], 'letter'>

const colours: Readonly<Record<Certificate, string>> = { 'planning-permit': '#3f8f6b', 'construction-permit': '#b0703a' }
const inset = mm(8)
const band = mm(7)
/** Waves woven through the band, and the length of one wave before it is fitted to a side. */
const strands = 4
const waveLength = mm(9)

/** The ornamental frame of certificates: waves woven between two double rules, a rosette at each corner. */
export function drawFrame(certificate: Certificate, { width, height }: PageSize): DynamicBackground {
  const operators = frameOperators(width, height)
  const drawing: Drawing = { type: 'rect', x: 0, y: 0, w: width, h: height, color: colours[certificate], operators: () => operators }
  return () => ({ canvas: [{ ...drawing }] })
}

function frameOperators(width: number, height: number): string {
  const [left, top, right, bottom] = [inset, inset, width - inset, height - inset]
  const rule = (away: number, line: number): string => `${line} w ${write(left + away)} ${write(top + away)} ${write(right - left - 2 * away)} ${write(bottom - top - 2 * away)} re S`
  const middle = band / 2
  const sides: readonly Side[] = [
    { x: left + band, y: top + middle, length: right - left - 2 * band, isUpright: false },
    { x: left + band, y: bottom - middle, length: right - left - 2 * band, isUpright: false },
    { x: left + middle, y: top + band, length: bottom - top - 2 * band, isUpright: true },
    { x: right - middle, y: top + band, length: bottom - top - 2 * band, isUpright: true },
  ]
  const corners = [left + middle, right - middle].flatMap((x) => [top + middle, bottom - middle].map((y) => rosette(x, y)))
  return [rule(0, 1.4), rule(2.2, 0.5), rule(band - 2.2, 0.5), rule(band, 1.4), '0.45 w', ...sides.map(waves), ...corners].join('\n')
}

interface Side {
  readonly x: number
  readonly y: number
  readonly length: number
  readonly isUpright: boolean
}

const write = (points: number): string => points.toFixed(2)

/** Half waves as cubic curves whose handles lie at 0.3642 of their length, which is a sine to the eye. */
function waves({ x, y, length, isUpright }: Side): string {
  const halves = Math.round(length / waveLength) * 2
  const half = length / halves
  const at = (along: number, across: number): string => (isUpright ? `${write(x + across)} ${write(y + along)}` : `${write(x + along)} ${write(y + across)}`)
  const strand = (amplitude: number): string => {
    const curves = Array.from({ length: halves }, (_, index) => {
      const [from, peak] = [index * half, index % 2 === 0 ? amplitude : -amplitude]
      return `${at(from + half * 0.3642, peak)} ${at(from + half * 0.6358, peak)} ${at(from + half, 0)} c`
    })
    return `${at(0, 0)} m ${curves.join(' ')}`
  }
  const reach = (band / 2 - 2.8) * 1.32
  const amplitudes = Array.from({ length: strands }, (_, index) => reach * (1 - (2 * index) / (strands - 1)))
  return `${amplitudes.map(strand).join(' ')} S`
}

/** Circles around a centre, each through it. */
function rosette(x: number, y: number): string {
  const radius = (band / 2 - 2.8) / 2
  const petals = Array.from({ length: 8 }, (_, index) => circle(x + radius * Math.cos((index * Math.PI) / 4), y + radius * Math.sin((index * Math.PI) / 4), radius))
  return `${petals.join(' ')} S`
}

function circle(x: number, y: number, radius: number): string {
  const handle = radius * 0.5523
  const point = (dx: number, dy: number): string => `${write(x + dx)} ${write(y + dy)}`
  return [
    `${point(radius, 0)} m`,
    `${point(radius, handle)} ${point(handle, radius)} ${point(0, radius)} c`,
    `${point(-handle, radius)} ${point(-radius, handle)} ${point(-radius, 0)} c`,
    `${point(-radius, -handle)} ${point(-handle, -radius)} ${point(0, -radius)} c`,
    `${point(handle, -radius)} ${point(radius, -handle)} ${point(radius, 0)} c`,
  ].join(' ')
}
