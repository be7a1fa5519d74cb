import { describe, expect, it } from '@jest/globals';
import { tellEvening } from '../../demo/tell-evening.js';

describe('the evening of 2013-04-18, and a night on call', () => {
  it('go as the demo tells them, in lines that fit a terminal', async () => {
    const lines: string[] = [];

    const { expectations, failures } = await tellEvening({ write: (line) => void lines.push(line), color: false });

    expect(failures).toEqual([]);
    expect(expectations).toBeGreaterThan(40);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
});
