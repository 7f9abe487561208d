/** Who shares the jobs with this replica. `Members` knows. */
export interface Replicas {
  /** How many share the jobs; at least 1. One that is aside is not counted, unless all are. */
  readonly sharing: number;
  /** The place of this replica among them, from 0, in an order on which all agree. */
  readonly rank: number;
  /** Whether this one takes no jobs, because others do. */
  readonly isAside: boolean;
  /** Leaves the work to the others for so long, ms; if there are none, it goes on. */
  stepAside(ms: number): void;
  onChange(listener: () => void): void;
}
