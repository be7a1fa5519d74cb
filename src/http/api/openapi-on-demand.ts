import type { createOpenapiDocument } from './openapi-document.js';
import { apiRoutes } from './routes.js';

/** The document of the admin API. */
export type OpenapiDocument = ReturnType<typeof createOpenapiDocument>;

/** Made when somebody asks for it first: a router must not page later for a document that nobody reads. */
export function openapiOnDemand(): () => Promise<OpenapiDocument> {
  let made: Promise<OpenapiDocument> | null = null;

  async function make(): Promise<OpenapiDocument> {
    const { createOpenapiDocument: create } = await import('./openapi-document.js');
    return create(apiRoutes);
  }

  return () => {
    made ??= make();
    return made;
  };
}
