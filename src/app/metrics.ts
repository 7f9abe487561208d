import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { PlatformName } from '../channelRef.ts';
import type { Observer } from './core/observer.ts';
import { type CallCounter, createCounters } from './metrics/createCounters.ts';
import { createGauges, type GaugeOptions } from './metrics/createGauges.ts';
import { WatchCounts } from './metrics/watchCounts.ts';

/** The metrics of the program, for `/metrics`. No label holds a container, a channel or a token. */
export interface Metrics extends CallCounter {
  readonly registry: Registry;
  /** What the core tells them. */
  readonly observer: Observer;
}

export interface MetricsOptions extends Omit<GaugeOptions, 'watches'> {
  /** Of the program. */
  readonly version: string;
  /** The configured ones. */
  readonly platforms: readonly PlatformName[];
}

/**
 * Creates the metrics on a registry of their own: counters and histograms that are fed, and gauges that are read
 * when somebody asks.
 *
 * @see https://prometheus.io/docs/practices/naming
 */
export function createMetrics({ version, platforms, ...read }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'threadwatch_build_info',
    help: 'Always 1; the label is the version of Threadwatch.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  const watches = new WatchCounts();
  createGauges(registry, { ...read, watches });
  const { countCall, ...counters } = createCounters(registry, platforms);
  return {
    registry,
    observer: { ...counters, onWatchState: (key, state) => watches.set(key, state) },
    countCall,
  };
}
