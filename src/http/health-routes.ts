import { Router } from 'express';

/** Whether this process makes progress, and what an operator should know. */
export interface Readiness {
  /** False only when it cannot store durably or makes no progress. */
  readonly ready: boolean;
  readonly warnings: readonly { readonly code: string; readonly text: string }[];
  /** Further facts for people and programs: rules, channels, role. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface HealthPorts {
  readonly readiness: () => Promise<Readiness>;
  readonly renderMetrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/** `/healthz` (alive), `/readyz` (progress), `/metrics` (Prometheus); none of them needs a token or tells a secret. */
export function createHealthRouter({ readiness, renderMetrics }: HealthPorts): Router {
  const router = Router({ caseSensitive: true });
  router.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.get('/healthz', (_req, res) => {
    res.json({ alive: true });
  });
  router.get('/readyz', async (_req, res) => {
    const { ready, warnings, facts } = await readiness();
    res.status(ready ? 200 : 503).json({ ready, warnings, facts });
  });
  router.get('/metrics', async (_req, res) => {
    const { contentType, text } = await renderMetrics();
    res.setHeader('Content-Type', contentType);
    res.send(text);
  });
  return router;
}
