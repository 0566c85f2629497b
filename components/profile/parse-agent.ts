export interface AgentNames {
  browser: string
  system: string | null
}

// The order matters: nearly every browser calls itself Safari, and many call themselves Chrome.
const BROWSERS: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Vivaldi\//, 'Vivaldi'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\//, 'Chrome'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
]

/** The browser and the machine, as people call them; null for what names itself in no known way. */
export function parseAgent(agent: string): AgentNames | null {
  const browser = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1]
  return browser ? { browser, system: SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1] ?? null } : null
}
