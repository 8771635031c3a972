import { useEffect, useState } from 'react'

/** Calls back once what was just drawn has been painted. Returns what calls it off. */
export function afterPaint(then: () => void): () => void {
  let waiting = requestAnimationFrame(() => {
    waiting = requestAnimationFrame(then)
  })
  return () => cancelAnimationFrame(waiting)
}

/** Whether this part has been painted: what need not be there at once can come after that. */
export function useIsPainted(): boolean {
  const [isPainted, setIsPainted] = useState(false)
  useEffect(() => afterPaint(() => setIsPainted(true)), [])
  return isPainted
}
