/** Stops what a test has started, also when it fails. Tests run side by side: each keeps its own. */
export async function withStarted<T extends { stop(): Promise<void> }>(
  starting: Promise<T>,
  use: (started: T) => Promise<void>,
): Promise<void> {
  const started = await starting;
  try {
    await use(started);
  } finally {
    await started.stop();
  }
}
