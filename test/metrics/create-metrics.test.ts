import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../src/metrics/create-metrics.js';

describe('createMetrics', () => {
  it('renders counters and gauges under the name of the product', async () => {
    const metrics = createMetrics({ runtime: false });

    metrics.count('alerts_total', { source: 'icinga' });
    metrics.count('alerts_total', { source: 'icinga' }, 2);
    metrics.gauge('rules_broken', 1);

    const { text, contentType } = await metrics.render();
    expect(text).toContain('paging_router_alerts_total{source="icinga"} 3');
    expect(text).toContain('paging_router_rules_broken 1');
    expect(contentType).toContain('text/plain');
  });

  it('stays bounded when senders choose the label values', async () => {
    const metrics = createMetrics({ runtime: false });

    for (let i = 0; i < 1000; i += 1) metrics.count('alerts_total', { source: `s${i}` });

    const { text } = await metrics.render();
    expect(text.match(/^paging_router_alerts_total/gm)).toHaveLength(201);
    expect(text).toContain('paging_router_alerts_total{source="other"} 800');
  });

  it('never throws for labels that change', async () => {
    const metrics = createMetrics({ runtime: false });

    metrics.count('alerts_total', { source: 'icinga' });
    metrics.count('alerts_total', { source: 'icinga', more: 'x' });
    metrics.count('alerts_total');

    const { text } = await metrics.render();
    expect(text).toContain('paging_router_alerts_total{source="icinga"} 2');
  });
});
