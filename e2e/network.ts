import type { CDPSession, Page } from '@playwright/test'

/** The network between a page and everything else; undone with the page. */
export class Network {
  private readonly session: CDPSession

  private constructor(session: CDPSession) {
    this.session = session
  }

  static async of(page: Page): Promise<Network> {
    return new Network(await page.context().newCDPSession(page))
  }

  /** Slow enough that something can happen while a file of some MB is sent. */
  async slowUploads(bytesPerSecond: number): Promise<void> {
    await this.set({ uploadThroughput: bytesPerSecond })
  }

  async disconnect(): Promise<void> {
    await this.set({ offline: true })
  }

  async restore(): Promise<void> {
    await this.set({})
  }

  private async set({ offline = false, uploadThroughput = -1 }): Promise<void> {
    const conditions = { offline, uploadThroughput, downloadThroughput: -1, latency: 0 }
    await this.session.send('Network.emulateNetworkConditions', conditions)
  }
}
