import type { Severity } from './incident.js';
import type { CheckName, RulesTable, ServiceName } from './rules.js';
import type { Told } from './told.js';

/** What is driven beside the model: the same commands, in the same order. */
export interface Real {
  now(): number;
  /** Null: the check is well. */
  alert(check: CheckName, severity: Severity | null): Promise<void>;
  acknowledge(service: ServiceName, person: string): Promise<void>;
  /** Until: UTC ms. */
  snooze(service: ServiceName, person: string, until: number): Promise<void>;
  resolve(service: ServiceName, person: string): Promise<void>;
  /** UTC ms. */
  openWindow(service: ServiceName, span: { readonly startsAt: number; readonly endsAt: number }): Promise<void>;
  /** The nth that was opened; at: UTC ms. */
  extendWindow(nth: number, at: number): Promise<void>;
  endWindow(nth: number): Promise<void>;
  override(change: { readonly person: string; readonly on: boolean; readonly endsAt: number }): Promise<void>;
  takeBack(nth: number): Promise<void>;
  reload(rules: RulesTable): Promise<void>;
  pass(ms: number): Promise<void>;
  /** What was told since the last call. */
  told(): readonly Told[];
}
