import type { Scope, ScopeArea } from '../../domain/access.js';

const AREAS: Readonly<Record<ScopeArea, { readonly perService: boolean }>> = {
  read: { perService: false },
  incidents: { perService: true },
  maintenance: { perService: true },
  pages: { perService: false },
  audit: { perService: false },
};

/** What `parseScope` understands, for messages. */
export const SCOPE_FORMS = Object.entries(AREAS)
  .flatMap(([area, { perService }]) => (perService ? [area, `${area}:SERVICE`] : [area]))
  .join(', ');

/** `maintenance:parsoid` → its parts; null: no scope is called so. Whether the service exists is not looked at. */
export function parseScope(text: string): Scope | null {
  const [, written = '', service = null] = /^([a-z]+)(?::(\S+))?$/.exec(text) ?? [];
  if (!isArea(written) || (service !== null && !AREAS[written].perService)) return null;
  return { area: written, service };
}

export function formatScope({ area, service }: Scope): string {
  return service === null ? area : `${area}:${service}`;
}

/** True when the scopes are good for an area: as a whole, or for each of the services (null: for more than services). */
export function scopesCover(
  scopes: readonly Scope[],
  area: ScopeArea,
  services: readonly string[] | null = null,
): boolean {
  const inArea = scopes.filter((scope) => scope.area === area);
  if (inArea.some(({ service }) => service === null)) return true;
  if (services === null || services.length === 0) return false;
  return services.every((name) => inArea.some(({ service }) => service === name));
}

function isArea(text: string): text is ScopeArea {
  return Object.hasOwn(AREAS, text);
}
