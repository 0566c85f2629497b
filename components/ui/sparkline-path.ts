/** SVG paths in a box of 100 by 100: the line, broken where nothing was measured, and the area below it. */
export function buildSparklinePath(values: (number | null)[], top: number): { line: string; area: string } {
  const step = values.length > 1 ? 100 / (values.length - 1) : 0
  const round = (value: number) => Math.round(value * 10) / 10
  const runs: { x: number; y: number }[][] = []
  let run: { x: number; y: number }[] | null = null
  for (const [index, value] of values.entries()) {
    if (value === null) {
      run = null
      continue
    }
    if (!run) runs.push((run = []))
    run.push({ x: round(index * step), y: round(100 - (value / top) * 100) })
  }
  const toLine = (points: { x: number; y: number }[]) => points.map(({ x, y }) => `${x} ${y}`).join(' L')
  return {
    // A single point is drawn as a line of no length, which a round cap makes visible.
    line: runs.map((points) => `M${toLine(points.length === 1 ? [...points, ...points] : points)}`).join(' '),
    area: runs
      .filter((points) => points.length > 1)
      .map((points) => `M${points[0]?.x} 100 L${toLine(points)} L${points.at(-1)?.x} 100Z`)
      .join(' '),
  }
}
