/** Where a command writes, and what ends it. */
export interface CommandIo {
  /** One line for standard output, without its line end. */
  out(line: string): void;
  /** One line for standard error, without its line end. */
  error(line: string): void;
  /** Settles when the command shall stop. */
  stopped(): Promise<unknown>;
}
