/** One thing that was measured. */
export interface Figure {
  /** Stable; what stands in brackets is another schedule, or another program, measured in the same way. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** In one sentence, how it came about. */
  readonly how: string;
}

/** Figures that belong together and are measured in one go. */
export interface Group {
  /** By this it is run alone. */
  readonly name: string;
  readonly measures: string;
  run(): Promise<readonly Figure[]>;
}
