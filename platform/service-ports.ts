import { StartFailure } from './failure.ts';
import { isFree, portOwner } from './ports.ts';
import { type Ports, SERVICES, type Service } from './services.ts';

/** Ports of the environment, or the documented ones. */
export function portsFrom(own: NodeJS.ProcessEnv): Ports {
  const entries = SERVICES.map(({ name, port, portVariable }) => {
    const given = own[portVariable];
    if (!given) return [name, port] as const;
    const chosen = Number(given);
    if (!Number.isInteger(chosen) || chosen < 1 || chosen > 65_535) {
      throw new StartFailure(`${portVariable} must be a port number, not "${given}".`);
    }
    return [name, chosen] as const;
  });
  return Object.fromEntries(entries) as Ports;
}

/** A sentence that says who has the port, when somebody has it. */
export async function checkPort(service: Service, ports: Ports): Promise<void> {
  const port = ports[service.name];
  if (await isFree(port)) return;
  throw new StartFailure(
    `Port ${port}, which ${service.name} needs, is in use by ${portOwner(port)}: end that, or set ${service.portVariable} to another port.`,
  );
}
