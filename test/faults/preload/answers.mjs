import { ServerResponse } from 'node:http';
import { die, onOrder } from './orders.mjs';

let deadly = false;

onOrder('die-before-202', () => {
  deadly = true;
});

const { writeHead } = ServerResponse.prototype;
ServerResponse.prototype.writeHead = function (status, ...more) {
  if (deadly && status === 202 && this.req.url.startsWith('/webhooks/')) die();
  return writeHead.call(this, status, ...more);
};
