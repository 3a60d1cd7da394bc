import { STATUS_CODES } from 'node:http';
import { ERRORS } from './errors';

/** The catalogue as a page of the docs. */
export function errorsDocument(): string {
  const rows = Object.entries(ERRORS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { status, title }]) =>
        `| \`${code}\` | ${status} ${STATUS_CODES[status]} | ${title} |`,
    );
  return `# Errors

Every refusal has a code. GraphQL answers carry it as \`errors[].extensions.code\`, REST answers are
[RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem details (\`application/problem+json\`) with the
same \`code\`, and public facts (which field, which limit) beside it. Malformed GraphQL keeps the codes of
Apollo Server (\`GRAPHQL_PARSE_FAILED\`, \`GRAPHQL_VALIDATION_FAILED\`, \`BAD_USER_INPUT\`).

An error of GraphQL stands at the \`path\` of the field that it took. A root field of a query that is refused or fails is
null, and the others of the operation are answered beside it.

| code | HTTP status | meaning |
|---|---|---|
${rows.join('\n')}
`;
}
