import { Button } from '@/components/ui/button';
import { IdentityProvidersDocument } from '@/generated/graphql';
import { askGateway } from '@/lib/graph/ask-gateway';

/** Ways to sign in besides the password; nothing where none is configured. */
export async function ProviderLinks({ next }: { readonly next: string }) {
  const answer = await askGateway(IdentityProvidersDocument, {}, {}).catch(() => undefined);
  const providers = answer?.identityProviders ?? [];
  if (providers.length === 0) return null;
  const query = next === '/' ? '' : `?next=${encodeURIComponent(next)}`;
  return (
    <nav
      aria-label="Other ways to sign in"
      className="mt-2 grid gap-2 border-border noscript:mt-4 noscript:border-t noscript:pt-4"
    >
      {providers.map(({ id, name }) => (
        <Button key={id} asChild variant="outline" className="h-10">
          {/* No link of Next: it would be fetched before anybody wants to go there. */}
          <a href={`/login/oidc/${id}/start${query}`}>Sign in with {name}</a>
        </Button>
      ))}
    </nav>
  );
}
