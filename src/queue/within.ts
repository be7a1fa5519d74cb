/** Waits for work to end, but no longer than that; its failure is not ours to report while closing. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => null), bound]);
  clearTimeout(timer);
}
