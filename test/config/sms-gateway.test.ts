import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../../src/config/environment.js';

const URL_ONLY = { SMS_GATEWAY_URL: 'https://sms.example.org/send?to={to}&text={text}' };
const JSON_HEADERS = '{"Content-Type": "application/json"}';

function read(env: Readonly<Record<string, string>>) {
  return readEnvironment(env);
}

function faults(env: Readonly<Record<string, string>>): readonly string[] {
  const found = read(env);
  return found.kind === 'faulty' ? found.faults : [];
}

describe('the template of the gateway', () => {
  it('is read', () => {
    const env = {
      SMS_GATEWAY_URL: 'https://sms.example.org/send',
      SMS_GATEWAY_METHOD: 'PUT',
      SMS_GATEWAY_HEADERS: JSON_HEADERS,
      SMS_GATEWAY_BODY: '{"to": "{to}", "from": "{from}", "text": "{text}"}',
      SMS_GATEWAY_FROM: '+12025550188',
      SMS_GATEWAY_SUCCESS: '200,202 messages.0.status=queued',
      SMS_GATEWAY_ID: 'messages.0.id',
    };

    expect(read(env)).toMatchObject({
      environment: {
        twilio: null,
        smsGateway: {
          method: 'PUT',
          url: 'https://sms.example.org/send',
          headers: { 'Content-Type': 'application/json' },
          body: env.SMS_GATEWAY_BODY,
          from: '+12025550188',
          statuses: [200, 202],
          fields: [{ path: 'messages.0.status', value: 'queued' }],
          idPath: 'messages.0.id',
        },
      },
    });
  });

  it('may be an address alone', () => {
    expect(read(URL_ONLY)).toMatchObject({
      environment: {
        smsGateway: { method: 'POST', headers: {}, body: null, statuses: null, fields: [], idPath: null },
      },
    });
  });

  it.each([
    [{ SMS_GATEWAY_BODY: '{to}{text}' }, 'SMS_GATEWAY_URL: is missing, since SMS_GATEWAY_BODY is set'],
    [{ SMS_GATEWAY_URL: 'sms.example.org/{to}/{text}' }, 'SMS_GATEWAY_URL: expected an address such as'],
    [{ SMS_GATEWAY_URL: 'https://{to}.example.org/{text}' }, 'SMS_GATEWAY_URL: expected an address such as'],
    [{ SMS_GATEWAY_URL: 'https://x.org/{to}/{text}/{phone}' }, 'SMS_GATEWAY_URL: knows {to}, {from} and {text} only'],
    [{ SMS_GATEWAY_URL: 'https://x.org/{to}' }, 'SMS_GATEWAY_BODY: {text} is missing, in it and in SMS_GATEWAY_URL'],
    [{ SMS_GATEWAY_URL: 'https://x.org/{text}' }, 'SMS_GATEWAY_BODY: {to} is missing, in it and in SMS_GATEWAY_URL'],
    [{ ...URL_ONLY, SMS_GATEWAY_METHOD: 'DELETE' }, 'SMS_GATEWAY_METHOD: expected GET, POST or PUT'],
    [{ ...URL_ONLY, SMS_GATEWAY_HEADERS: 'Authorization: x' }, 'SMS_GATEWAY_HEADERS: expected a JSON object'],
    [{ ...URL_ONLY, SMS_GATEWAY_HEADERS: '{"X": "a\\nb"}' }, 'SMS_GATEWAY_HEADERS: expected a JSON object'],
    [{ ...URL_ONLY, SMS_GATEWAY_BODY: '{sender}' }, 'SMS_GATEWAY_BODY: knows {to}, {from} and {text} only'],
    [{ ...URL_ONLY, SMS_GATEWAY_BODY: '{from}' }, 'SMS_GATEWAY_FROM: is missing, since {from} is used'],
    [{ ...URL_ONLY, SMS_GATEWAY_METHOD: 'GET', SMS_GATEWAY_BODY: 'x' }, 'SMS_GATEWAY_BODY: a GET has none'],
    [
      { ...URL_ONLY, SMS_GATEWAY_HEADERS: JSON_HEADERS, SMS_GATEWAY_BODY: '{"to": "{to}" "text": "{text}"}' },
      'SMS_GATEWAY_BODY: expected JSON',
    ],
    [{ ...URL_ONLY, SMS_GATEWAY_SUCCESS: 'fine' }, 'SMS_GATEWAY_SUCCESS: expected HTTP statuses and fields'],
    [{ ...URL_ONLY, SMS_GATEWAY_ID: '$.id' }, 'SMS_GATEWAY_ID: expected where the id stands'],
  ])('is refused: %j', (env, expected) => {
    expect(faults(env)).toEqual([expect.stringContaining(expected)]);
  });

  it('is never repeated in a fault', () => {
    expect(faults({ ...URL_ONLY, SMS_GATEWAY_HEADERS: 'Bearer secret' }).join()).not.toContain('secret');
  });
});

describe('the second account', () => {
  const first = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'one', TWILIO_FROM: '+12025550100' };

  it('is read as the first', () => {
    const env = { ...first, TWILIO2_ACCOUNT_SID: 'AC2', TWILIO2_AUTH_TOKEN: 'new,old', TWILIO2_FROM: '+12025550177' };

    expect(read(env)).toMatchObject({
      environment: {
        twilio: { accountSid: 'AC1' },
        twilio2: { accountSid: 'AC2', authTokens: ['new', 'old'], from: '+12025550177', receipts: 'auto' },
      },
    });
  });

  it.each([
    [{ TWILIO2_API_BASE: 'https://sms.example.org' }, 'TWILIO2_ACCOUNT_SID: is missing, since TWILIO2_API_BASE is set'],
    [{ TWILIO2_FROM: '+12025550177' }, 'TWILIO2_AUTH_TOKEN: is missing, since TWILIO2_FROM is set'],
  ])('is refused by half: %j', (env, expected) => {
    expect(faults({ ...first, ...env })).toContain(expected);
  });

  it('is refused without a first', () => {
    const env = { TWILIO2_ACCOUNT_SID: 'AC2', TWILIO2_AUTH_TOKEN: 'x', TWILIO2_FROM: '+12025550177' };

    expect(faults(env)).toEqual(['TWILIO_ACCOUNT_SID: is missing, since TWILIO2_ACCOUNT_SID is set']);
  });
});
