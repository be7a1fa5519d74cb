import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Metrics } from '../ports.js';
import { METRIC_TEXTS } from './metric-texts.js';

export interface MetricsRegistry extends Metrics {
  /** The exposition of all metrics, for `/metrics`. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/**
 * Counters and gauges in the Prometheus format, all named `paging_router_…`. A name is known from its first use on; its
 * label names are those of that use, and later labels outside them are left out: counting must never throw. Senders may
 * choose label values (the source of a generic alert): past 200 sets of values per name the rest is counted as `other`.
 */
export function createMetrics(options: { readonly runtime: boolean } = { runtime: true }): MetricsRegistry {
  const registry = new Registry();
  if (options.runtime) collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Known<Counter>>();
  const gauges = new Map<string, Known<Gauge>>();
  return {
    count(name, labels = {}, by = 1) {
      const known = once(counters, name, labels, (options) => new Counter({ ...options, registers: [registry] }));
      known.metric.inc(labelsOf(known, labels), Math.max(0, by));
    },
    gauge(name, value, labels = {}) {
      const known = once(gauges, name, labels, (options) => new Gauge({ ...options, registers: [registry] }));
      known.metric.set(labelsOf(known, labels), value);
    },
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

const MAX_LABEL_SETS = 200;

interface Known<M> {
  readonly metric: M;
  readonly labelNames: readonly string[];
  readonly seen: Set<string>;
}

interface MetricOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
}

function once<M>(
  known: Map<string, Known<M>>,
  name: string,
  labels: Readonly<Record<string, string>>,
  create: (options: MetricOptions) => M,
): Known<M> {
  const existing = known.get(name);
  if (existing !== undefined) return existing;
  const labelNames = Object.keys(labels);
  const help = METRIC_TEXTS[name] ?? name.replaceAll('_', ' ');
  const created = { metric: create({ name: fullName(name), help, labelNames }), labelNames, seen: new Set<string>() };
  known.set(name, created);
  return created;
}

function fullName(name: string): string {
  return name.startsWith('paging_router_') ? name : `paging_router_${name}`;
}

function labelsOf(
  { labelNames, seen }: Pick<Known<unknown>, 'labelNames' | 'seen'>,
  labels: Readonly<Record<string, string>>,
): Record<string, string> {
  const values = labelNames.map((name) => labels[name] ?? '');
  const set = JSON.stringify(values);
  const known = seen.has(set) || seen.size < MAX_LABEL_SETS;
  if (known) seen.add(set);
  return Object.fromEntries(labelNames.map((name, i) => [name, known ? (values[i] ?? '') : 'other']));
}
