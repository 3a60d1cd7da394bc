/** Next calls it once, before the server answers. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Next replaces it when it builds, to leave out the other runtime.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { env } = await import('./env');
  const { establishClientAddresses } = await import('./lib/client-address');
  establishClientAddresses(env().TRUSTED_PROXIES);
}
