import { isLoopback } from './is-loopback.js';

/** Somebody outside could call this URL: it leads neither to this machine nor nowhere. */
export function isReachable(publicUrl: string): boolean {
  const { hostname } = new URL(publicUrl);
  return !isLoopback(publicUrl) && hostname !== '0.0.0.0' && hostname !== '[::]';
}
