// graphile-worker drains texts to an SMS gateway: the best of the job queues measured beside an outbox (6,000
// jobs a second in batches, 2026-11). One line of JSON tells how long the whole of it took.
//
//     node drain.mjs POSTGRES_URL GATEWAY_URL MESSAGES

import http from "node:http";
import { Logger, makeWorkerUtils, run } from "graphile-worker";

const [database, gateway, messages] = process.argv.slice(2);
const count = Number(messages);
const IN_FLIGHT = 16;
const BATCH = 512;

const quiet = new Logger(() => () => {});
const agent = new http.Agent({ keepAlive: true, maxSockets: IN_FLIGHT });

function send({ to, text }, key) {
  const body = JSON.stringify({ to, from: "0212345678", type: "SMS", text });
  return new Promise((resolve, reject) => {
    const request = http.request(`${gateway}/messages`, {
      agent,
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), "Idempotency-Key": key },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      response.resume();
      response.on("end", () => (response.statusCode < 300 ? resolve() : reject(new Error(`${response.statusCode}`))));
    });
    request.end(body);
  });
}

const utils = await makeWorkerUtils({ connectionString: database, logger: quiet });
await utils.migrate();
await utils.withPgClient((client) =>
  client.query(
    `SELECT graphile_worker.add_jobs(array_agg(json_populate_record(NULL::graphile_worker.job_spec,
       json_build_object('identifier', 'text', 'payload', json_build_object('to', '01050000001',
         'text', '[한빛검진센터] 김민준님 2026-12-07 11:00 예약 안내. 예약번호 7K3M9QWZ1')))))
     FROM generate_series(1, $1::int)`,
    [count],
  ),
);
await utils.release();

let sent = 0;
let finished;
const all = new Promise((resolve) => (finished = resolve));
const own = process.pid;
const began = performance.now();
const runner = await run({
  connectionString: database,
  noHandleSignals: true,
  logger: quiet,
  taskList: {
    text: async (payload, { job }) => {
      await send(payload, `peer-${own}-${job.id}`);
      if (++sent === count) finished();
    },
  },
  preset: {
    worker: {
      concurrentJobs: IN_FLIGHT,
      maxPoolSize: 10,
      localQueue: { size: BATCH },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  },
});
await all;
await runner.stop();
console.log(JSON.stringify({ sent, milliseconds: performance.now() - began }));
process.exit(0);
