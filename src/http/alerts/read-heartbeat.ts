const longestName = 200;

/**
 * The monitoring host that a heartbeat names: `?node=icinga1`, or `{"node": "icinga1"}`, also as a form. Null when it
 * names none: a heartbeat is never refused for its content.
 */
export function readHeartbeat(query: URLSearchParams, contentType: string, body: Buffer): string | null {
  return cleanName(query.get('node') ?? inBody(contentType, body.toString('utf8')));
}

function inBody(contentType: string, text: string): string | null {
  if (contentType === 'application/x-www-form-urlencoded') return new URLSearchParams(text).get('node');
  try {
    const sent: unknown = JSON.parse(text);
    if (typeof sent !== 'object' || sent === null || !('node' in sent)) return null;
    return typeof sent.node === 'string' ? sent.node : null;
  } catch {
    return null;
  }
}

/** As `normalize` cleans the label `node` of alerts, so that both name the same host. */
function cleanName(name: string | null): string | null {
  const clean = (name ?? '')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, longestName);
  return clean === '' ? null : clean;
}
