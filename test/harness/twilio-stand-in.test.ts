import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTwilioStandIn, type TwilioStandIn } from './twilio-stand-in.js';

describe('the Twilio stand-in', () => {
  let twilio: TwilioStandIn;

  beforeEach(async () => {
    twilio = await startTwilioStandIn();
  });

  afterEach(() => twilio.close());

  function post(form: Readonly<Record<string, string>>): Promise<Response> {
    const { apiBase, accountSid, authToken } = twilio;
    return fetch(`${apiBase}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      body: new URLSearchParams(form),
    });
  }

  it.each([
    { Body: 'no phone' },
    { To: 'not a number at all', Body: 'x' },
    { To: '+12025550143', Body: 'x', Unheard: 'of' },
    { To: '+12025550143', Body: 'x', ValidityPeriod: 'long' },
    { To: '+12025550143', Body: 'x', StatusCallback: '/webhooks/twilio/status' },
    { To: '+12025550143', Body: 'x', StatusCallback: 'https://paging_router.example.org/' },
  ])('refuses and remembers what is not as described: %j', async (form) => {
    const response = await post(form as Readonly<Record<string, string>>);

    expect(response.status).toBe(400);
    expect(twilio.violations).not.toEqual([]);
    expect(twilio.messages).toEqual([]);
  });

  it('tells what a phone has got when it waits in vain', async () => {
    await post({ To: '+12025550143', From: '+12025550100', Body: 'something else' });

    await expect(twilio.phone('+12025550143').expectSms(/parsoid/, 20)).rejects.toThrow('something else');
    expect(() => twilio.phone('+12025550143').expectNothingElse()).toThrow('nobody expected');
  });
});
