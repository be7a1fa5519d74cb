import { describe, expect, it } from '@jest/globals';
import { createOutboxChannel, createUnconfiguredChannel } from '../../../src/channels/outbox/index.js';
import type { OutboxItem } from '../../../src/domain/delivery.js';
import type { OutboxStore } from '../../../src/ports.js';
import { aMessage } from '../builders.js';

function keptStore(): OutboxStore & { readonly items: OutboxItem[] } {
  const items: OutboxItem[] = [];
  return {
    items,
    append: async (item) => {
      items.push(item);
    },
    list: async () => ({ items, nextCursor: null }),
  };
}

const clock = { now: () => 1_366_328_760_000 };

describe('the outbox channel', () => {
  it('sends', async () => {
    const store = keptStore();
    const outbox = createOutboxChannel({ channel: 'email', store, clock });

    const outcome = await outbox.send(aMessage({ to: 'roan@example.org', subject: 'S', text: 'T' }));

    expect(outcome).toEqual({ kind: 'accepted', providerId: 'outbox:n1' });
    expect(store.items).toEqual([
      {
        id: 'n1',
        at: clock.now(),
        channel: 'email',
        to: 'roan@example.org',
        person: 'roan',
        incidentId: 'inc1',
        subject: 'S',
        text: 'T',
      },
    ]);
  });

  it('leaves out the subject that an SMS does not have', async () => {
    const store = keptStore();

    await createOutboxChannel({ channel: 'sms', store, clock }).send(aMessage({ subject: '' }));

    expect(store.items[0]).not.toHaveProperty('subject');
  });

  it('reports temporary failure', async () => {
    const store = { ...keptStore(), append: () => Promise.reject(new Error('away')) };

    const outcome = await createOutboxChannel({ channel: 'sms', store, clock }).send(aMessage());

    expect(outcome).toMatchObject({ kind: 'retry', code: 'outbox' });
  });
});

describe('a channel without provider', () => {
  it('reports permanent failure', async () => {
    const none = createUnconfiguredChannel('sms');

    expect(none.provider).toBe('none');
    expect(await none.send(aMessage())).toMatchObject({
      kind: 'permanent',
      code: 'not-configured',
      configuration: true,
    });
  });
});
