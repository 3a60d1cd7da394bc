import Link from 'next/link';

export default function NotFound() {
  return (
    <main className="mx-auto max-w-lg px-4 py-16">
      <h1 className="font-semibold text-xl">There is no such page</h1>
      <p className="mt-2 text-muted-foreground">
        The address may be mistyped.{' '}
        <Link href="/" className="text-primary underline">
          Go to your costs
        </Link>
      </p>
    </main>
  );
}
