/** One measured value. */
export interface Figure {
  /** Stable. Brackets name another schedule or another program that was measured in the same way. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** One sentence on how it was measured. */
  readonly how: string;
}

/** Figures that are measured together. */
export interface Group {
  /** The argument that selects it. */
  readonly name: string;
  readonly measures: string;
  /** Runs only where it is named, because it takes several minutes. */
  readonly isSeparate?: boolean;
  run(): Promise<readonly Figure[]>;
}
