const pad = (number: number, length = 2) => String(number).padStart(length, '0')

/** Day and time to the millisecond in the reader's zone, always of one width: "11-24 13:04:05.123". */
export function formatLineTime(time: string): string {
  const at = new Date(time)
  if (time === '' || Number.isNaN(at.getTime())) return ' '.repeat(18)
  const day = `${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  const clock = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`
  return `${day} ${clock}.${pad(at.getMilliseconds(), 3)}`
}
