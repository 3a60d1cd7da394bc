// Loaded into a service with --import: on SIGUSR2 it writes the 99th percentile of the event loop's delay since
// the signal before, in milliseconds, to LOOP_PROBE_FILE.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();
process.on('SIGUSR2', () => {
  // What is recorded is the time between two ticks of the monitor.
  const p99 = delays.percentile(99) / 1e6 - RESOLUTION_MS;
  writeFileSync(process.env.LOOP_PROBE_FILE, String(Math.max(0, p99)));
  delays.reset();
});
