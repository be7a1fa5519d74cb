import { ReconciliationResource, reconciliationResource } from '../resources/reconciliation-resource.js';
import { defineRoute, Nothing } from '../route.js';

const reconciliation = defineRoute({
  method: 'get',
  path: '/reconciliation',
  operationId: 'showReconciliation',
  tag: 'Incidents',
  summary: 'Where Icinga and the router differ now; asks Icinga, changes nothing',
  action: 'incidents.read',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  response: ReconciliationResource,
  async run({ reconcile }) {
    return reconciliationResource(reconcile === null ? null : await reconcile.look());
  },
});

export const reconciliationRoutes = [reconciliation];
