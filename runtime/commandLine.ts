/** The switches Chromium and the program see: those of the command line and those the program appends. */
export class CommandLine {
  private readonly switches = new Map<string, string>()

  constructor(args: readonly string[]) {
    for (const arg of args) {
      const [, name, value = ''] = /^--([^=]+)=?(.*)$/s.exec(arg) ?? []
      if (name !== undefined) this.appendSwitch(name, value)
    }
  }

  appendSwitch(name: string, value = ''): void {
    const before = this.switches.get(name)
    // Chromium honours only the last list.
    const isList = name === 'disable-features' || name === 'enable-features' || name === 'disable-blink-features'
    this.switches.set(name, isList && before !== undefined && before !== '' ? `${before},${value}` : value)
  }

  hasSwitch(name: string): boolean {
    return this.switches.has(name)
  }

  getSwitchValue(name: string): string {
    return this.switches.get(name) ?? ''
  }

  /** As arguments, without the named ones. */
  toArgs(without: ReadonlySet<string>): string[] {
    return [...this.switches].filter(([name]) => !without.has(name)).map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))
  }
}
