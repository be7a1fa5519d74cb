import { describe, expect, it } from '@jest/globals';
import { createIcingaSource, icingaSource } from '../../../src/sources/icinga/index.js';
import { markComment, ownAuthor, readMark } from '../../../src/sources/icinga/own-marks.js';
import { jsonRequest, parseOne } from '../read-fixture.js';

const asked = createIcingaSource({ isAsked: true });
const message = {
  'notification.type': 'DOWNTIMESTART',
  'notification.author': 'jdoe',
  'host.name': 'db1',
  'host.state': 'DOWN',
  'host.output': 'PING CRITICAL',
  'host.downtime_depth': '1',
};

function parse(changes: Record<string, unknown>, source = asked) {
  return parseOne(source, jsonRequest({ ...message, ...changes }));
}

describe('echoes of what the router has made in Icinga', () => {
  it('are known by their author, also where Icinga is only heard', () => {
    const echo = { 'notification.author': 'paging-router/roan' };

    expect(parse(echo)).toMatchObject({ ownDowntime: true });
    expect(parse(echo, icingaSource)).toMatchObject({ ownDowntime: true });
    expect(parse({})).not.toHaveProperty('ownDowntime');
  });

  it.each(['ACKNOWLEDGEMENT', 'FLAPPINGSTART', 'CUSTOM', 'DOWNTIMEEND'])(
    'may be the depth that a %s tells, where the router makes downtimes',
    (type) => {
      expect(parse({ 'notification.type': type })).toMatchObject({ ownDowntime: true });
      expect(parse({ 'notification.type': type }, icingaSource)).not.toHaveProperty('ownDowntime');
      expect(parse({ 'notification.type': type, 'host.downtime_depth': '0' })).not.toHaveProperty('ownDowntime');
    },
  );
});

describe('a downtime of a check that was never looked at', () => {
  it('says nothing of its state', () => {
    expect(parse({ 'host.output': '' }).failing).toBeUndefined();
    expect(parse({}).failing).toBe(true);
  });
});

describe('marks in comments', () => {
  it('are found again behind any text', () => {
    const mark = { kind: 'window', id: 'slot@2013-04-18T23:46:00.000Z' } as const;

    const comment = markComment(`deploy [1.2]\n${'x'.repeat(5000)}`, mark);

    expect(comment.length).toBeLessThan(1200);
    expect(readMark(ownAuthor('roan'), comment)).toEqual(mark);
  });

  it('of others are none', () => {
    expect(readMark('jdoe', 'copied [paging-router window w1]')).toBeNull();
    expect(readMark(ownAuthor('roan'), 'deploy')).toBeNull();
  });
});
