import type { Scene } from '../faults/scene.js';
import type { MailServer } from '../harness/smtp-server.js';

/** A number from 0 to 1. */
export type Random = () => number;

/** A scene with a mail server beside the provider. */
export interface ChaosScene extends Scene {
  readonly mail: MailServer;
}

export interface Fault {
  readonly name: string;
  /** It ends a process without asking it. */
  readonly kills: boolean;
  /** Breaks something, and mends it. */
  play(scene: ChaosScene, random: Random): Promise<void>;
}
