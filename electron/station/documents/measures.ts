/** Lengths of papers in points (1/72 inch) unless a name says otherwise, and the few colours. */

const pointsPerMillimetre = 72 / 25.4
export const mm = (millimetres: number): number => millimetres * pointsPerMillimetre

/**
 * Height above and below the baseline that every face is given, as a share of the font size: even lines where faces
 * mix, and text in the middle of its cell. An ideograph's square reaches from −0.12 to 0.88.
 */
export const lineBox = { above: 1.03, below: 0.27 }
/** From line to line, as a share of the font size. */
export const leading = { body: 1.65, small: 1.5, cell: 1.35 }
export const cellPadding = 5
export const hairline = 0.5
export const frame = 1

export const ink = '#000000'
export const faint = '#666666'
/** Of titles on certificates and of what must not be overlooked. */
export const red = '#c01818'
