const timeoutMs = 5000;

/** GET without redirects, at most 5 s. Rejects with what went wrong; the address stays out of it, for it is a secret. */
export async function ping(url: string): Promise<void> {
  const { statusCode, body } = await send(url);
  await body.dump().catch(() => undefined);
  if (statusCode >= 300) throw new Error(`the watcher answered ${statusCode}`);
}

async function send(url: string) {
  // Loaded by those who have a watcher: the start does not wait for it.
  const { default: undici } = await import('undici');
  try {
    return await undici.request(url, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'User-Agent': 'paging-router' },
    });
  } catch (cause) {
    throw new Error(`the watcher did not answer (${codeOf(cause)})`);
  }
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
