import { AiFinopsError } from '@ai-finops/sdk';
import { Command } from 'commander';
import { CliError } from './cli-error';
import {
  changeEmailCommand,
  changePasswordCommand,
  confirmEmailCommand,
  forgotPasswordCommand,
  profileCommand,
  resetPasswordCommand,
} from './commands/account';
import { askCommand } from './commands/ask';
import { costsCommand } from './commands/costs';
import { driversCommand } from './commands/drivers';
import { focusCommand } from './commands/focus';
import { healthCommand } from './commands/health';
import { importCommand } from './commands/import';
import { createKeyCommand, listKeysCommand, revokeKeyCommand } from './commands/keys';
import { kpisCommand } from './commands/kpis';
import { qualityCommand, refusedRowsCommand } from './commands/quality';
import {
  deleteRatesCommand,
  importRatesCommand,
  listRatesCommand,
  rateSourcesCommand,
  showRateCommand,
} from './commands/rates';
import { loginCommand, logoutCommand, setupCommand, whoamiCommand } from './commands/session';
import { revokeSessionCommand, sessionsCommand } from './commands/sessions';
import {
  addSourceCommand,
  changeSourceCommand,
  listSourcesCommand,
  removeSourceCommand,
  syncSourceCommand,
} from './commands/sources';
import {
  batchesCommand,
  deletePeriodCommand,
  rebuildCommand,
  storageCommand,
} from './commands/storage';
import {
  auditCommand,
  endSessionsCommand,
  inviteCommand,
  roleCommand,
  statusCommand,
  usersCommand,
} from './commands/users';
import type { GlobalOptions } from './context';
import { env } from './env';

const program = new Command('ai-finops')
  .description('Asks the AI-FinOps graph what your clouds cost.')
  .option('--url <address>', 'address of the gateway (AI_FINOPS_URL)', env.url)
  .option('--api-url <address>', 'address for uploads (AI_FINOPS_API_URL)', env.apiUrl)
  .option('--json', 'print JSON for programs')
  .showHelpAfterError('(ai-finops --help shows every command)');

const commaList = (text: string): string[] => text.split(',').filter((part) => part !== '');
const collect = (value: string, before: string[]): string[] => [...before, value];

/** A command's own options and those of the program. */
const all = <Options>(command: Command): Options & GlobalOptions =>
  command.optsWithGlobals<Options & GlobalOptions>();

program
  .command('login')
  .description('sign in and keep the session')
  .option('--email <address>')
  .option('--password-stdin', 'read the password from standard input')
  .option('--code <code>', 'of the authenticator app, or a recovery code; asked for when needed')
  .option('--api-key', 'keep an API key, asked for or read from standard input')
  .action((_, command: Command) => loginCommand(all(command)));

program
  .command('logout')
  .description('end the session')
  .option('--everywhere', 'end every session of the account')
  .action((_, command: Command) => logoutCommand(all(command)));

program
  .command('whoami')
  .description('show who is signed in')
  .action((_, command: Command) => whoamiCommand(all(command)));

const keys = program
  .command('keys')
  .description('API keys for machines; lists yours')
  .action((_, command: Command) => listKeysCommand(all(command)));

keys
  .command('create <name>')
  .description('make a key, which is printed this once')
  .option('--scope <scope>', 'costs:read, bills:write, assistant:ask or admin', collect, [])
  .option('--days <n>', 'days until it ends, 1 to 366', '90')
  .action((name: string, _, command: Command) => createKeyCommand(name, all(command)));

keys
  .command('revoke <id>')
  .description('end a key for good')
  .action((id: string, _, command: Command) => revokeKeyCommand(id, all(command)));
const sessions = program.command('sessions').description('where the account is signed in');
sessions
  .command('list', { isDefault: true })
  .description('list the live sessions')
  .action((_, command: Command) => sessionsCommand(all(command)));
sessions
  .command('revoke <id>')
  .description('end one of them')
  .action((id: string, _, command: Command) => revokeSessionCommand(id, all(command)));

const password = program.command('password').description('the password of the account');
password
  .command('change')
  .description('replace it; other sessions end')
  .option('--password-stdin', 'read the current and the new one, a line each, from standard input')
  .action((_, command: Command) => changePasswordCommand(all(command)));
password
  .command('forgot')
  .description('have a link to reset it mailed')
  .option('--email <address>')
  .action((_, command: Command) => forgotPasswordCommand(all(command)));
password
  .command('reset <link>')
  .description('set a new one by the mailed link or its token; every session ends')
  .option('--password-stdin', 'read the new one from standard input')
  .action((link: string, _, command: Command) => resetPasswordCommand(link, all(command)));

program
  .command('profile')
  .description('change what the account says of you')
  .requiredOption('--name <name>', 'display name; an empty one removes it')
  .action((_, command: Command) => profileCommand(all(command)));

const email = program.command('email').description('the address of the account');
email
  .command('change <address>')
  .description('ask for another one: a link is mailed there')
  .option('--password-stdin', 'read the password from standard input')
  .action((address: string, _, command: Command) => changeEmailCommand(address, all(command)));
email
  .command('confirm <link>')
  .description('confirm it by the mailed link or its token')
  .action((link: string, _, command: Command) => confirmEmailCommand(link, all(command)));

program
  .command('setup')
  .description('make the first super administrator, once, with the setup token')
  .option('--token <token>', 'the setup token (SETUP_TOKEN of auth)')
  .option('--email <address>')
  .option('--name <name>')
  .option('--password-stdin', 'read the password from standard input')
  .action((_, command: Command) => setupCommand(all(command)));

const usersProgram = program
  .command('users')
  .description('list accounts, for administrators; see users --help for changing them')
  .option('--search <text>', 'part of the address or name')
  .option('--role <role>', 'user, admin or super-admin')
  .option('--status <status>', 'active, disabled or deleted')
  .option('--first <n>', 'how many', '50')
  .action((_, command: Command) => usersCommand(all(command)));

usersProgram
  .command('invite <email>')
  .description('make an account with a password to hand over')
  .option('--name <name>')
  .option('--role <role>', 'user, admin or super-admin')
  .action((email: string, _, command: Command) => inviteCommand(email, all(command)));

usersProgram
  .command('role <id> <role>')
  .description('give an account another role')
  .action((id: string, role: string, _, command: Command) => roleCommand(id, role, all(command)));

for (const change of ['disable', 'restore', 'delete'] as const) {
  usersProgram
    .command(`${change} <id>`)
    .description(`${change} an account`)
    .action((id: string, _, command: Command) => statusCommand(change, id, all(command)));
}

usersProgram
  .command('end-sessions <id>')
  .description('end all sessions of an account')
  .action((id: string, _, command: Command) => endSessionsCommand(id, all(command)));

program
  .command('audit')
  .description('show the audit log, for administrators')
  .option('--actor <id>', 'only what this account did')
  .option('--subject <id>', 'only what was about this account')
  .option('--first <n>', 'how many', '50')
  .action((_, command: Command) => auditCommand(all(command)));

const storage = program
  .command('storage')
  .description('the space that charges take, for administrators')
  .action((_, command: Command) => storageCommand(all(command)));
storage
  .command('batches')
  .description('list the batches of charges that questions see')
  .option('--all', 'also those that were replaced or deleted')
  .option('--first <n>', 'how many', '50')
  .action((_, command: Command) => batchesCommand(all(command)));
storage
  .command('delete <month>')
  .description('delete the billing periods that begin in a month, 2026-05')
  .option('--source <name>', 'only what this source brought')
  .option('--account <id>', 'only this billing account')
  .option('--yes', 'do not ask back')
  .action((month: string, _, command: Command) => deletePeriodCommand(month, all(command)));
storage
  .command('rebuild [month]')
  .description('build the sums of billing periods by day anew, of all or of those of a month')
  .option('--source <name>', 'only what this source brought')
  .option('--account <id>', 'only this billing account')
  .action((month: string | undefined, _, command: Command) => rebuildCommand(month, all(command)));

program
  .command('import <paths...>')
  .description('import FOCUS bills (CSV, CSV.gz, CSV.zst, Parquet); the files of a folder together')
  .option('--source <name>', 'source that the bills belong to')
  .option('--together', 'all files appear together, or none')
  .action((paths: string[], _, command: Command) => importCommand(paths, all(command)));

program
  .command('quality <importId>')
  .description('what an imported bill keeps of the requirements of FOCUS')
  .option('--all', 'also the requirements that it keeps')
  .action((id: string, _, command: Command) => qualityCommand(id, all(command)));

program
  .command('refused-rows <importId>')
  .description('the rows of an import that were refused, as CSV with their reasons')
  .option('--out <file>', 'write them to a file')
  .action((id: string, _, command: Command) => refusedRowsCommand(id, all(command)));

const sources = program
  .command('sources')
  .description('places in a cloud that bills come from by themselves; lists them')
  .action((_, command: Command) => listSourcesCommand(all(command)));
sources
  .command('list', { hidden: true })
  .action((_, command: Command) => listSourcesCommand(all(command)));
sources
  .command('add <name> <address>')
  .description(
    'add one and wait for the first look at it: s3://bucket/prefix, gs://bucket/prefix or https://account.blob.core.windows.net/container/prefix',
  )
  .option('--region <name>', 'region of a bucket of S3', 'us-east-1')
  .option('--endpoint <address>', 'of a store that is not the provider’s own')
  .option('--access-key-id <id>', 'id of the access key, or of the HMAC key of Google')
  .option('--secret-stdin', 'read the secret from standard input')
  .option('--interval <minutes>', 'from the end of one look to the next', '60')
  .option('--manual', 'look at it only when asked: sources sync')
  .action((name: string, address: string, _, command: Command) =>
    addSourceCommand(name, address, all(command)),
  );
sources
  .command('change <name> [address]')
  .description('change one, and wait for a look at it; another place comes with its credentials')
  .option('--region <name>', 'region of a bucket of S3', 'us-east-1')
  .option('--endpoint <address>', 'of a store that is not the provider’s own')
  .option('--access-key-id <id>', 'id of the access key, or of the HMAC key of Google')
  .option('--secret-stdin', 'read the secret from standard input')
  .option('--interval <minutes>', 'from the end of one look to the next')
  .option('--manual', 'look at it only when asked: sources sync')
  .option('--no-manual', 'look at it by itself again')
  .action((name: string, address: string | undefined, _, command: Command) =>
    changeSourceCommand(name, address, all(command)),
  );
sources
  .command('sync <name>')
  .description('look at one now, and wait for the end of it')
  .action((name: string, _, command: Command) => syncSourceCommand(name, all(command)));
sources
  .command('remove <name>')
  .description('remove one with its credentials; what it brought stays')
  .option('--yes', 'do not ask back')
  .action((name: string, _, command: Command) => removeSourceCommand(name, all(command)));

const rates = program
  .command('rates')
  .description('exchange rates; lists their sources')
  .action((_, command: Command) => rateSourcesCommand(all(command)));
rates
  .command('import <file>')
  .description(
    'import rates from CSV: Date,USD,JPY,… of the European Central Bank, or date,from,to,rate',
  )
  .option('--source <name>', 'where they are from; ECB when left out for the former')
  .option('--base <code>', 'the currency that is one side of each rate, EUR')
  .action((file: string, _, command: Command) => importRatesCommand(file, all(command)));
rates
  .command('list')
  .description('rates as they were published, latest first')
  .option('--source <name>', 'of this source', 'ECB')
  .option('--currency <code>', 'only of this currency')
  .option('--first <n>', 'how many, up to 100', '20')
  .action((_, command: Command) => listRatesCommand(all(command)));
rates
  .command('show <from> <to> <day>')
  .description('the rate that a charge of a day is converted with: USD EUR 2026-05-01')
  .option('--source <name>', 'of this source', 'ECB')
  .option('--max-age <days>', 'that it may be older than the charge', '7')
  .action((from: string, to: string, day: string, _, command: Command) =>
    showRateCommand(from, to, day, all(command)),
  );
rates
  .command('delete <source>')
  .description('delete a source with all of its rates')
  .option('--yes', 'do not ask back')
  .action((source: string, _, command: Command) => deleteRatesCommand(source, all(command)));

program
  .command('costs')
  .description('what charges cost')
  .option('--by <dimensions>', 'service, provider, account, region, tag:<key> …', commaList, [])
  .option('--where <condition>', 'service=Amazon S3, region!=eu-west-1, tag:team=', collect, [])
  .option('--last <span>', '30d, 12w, 6m or 1y, up to today')
  .option('--from <day>', 'first day, 2026-05-01')
  .option('--to <day>', 'the day after the last')
  .option('--metric <name>', 'effective, billed, list or contracted', 'effective')
  .option('--granularity <bucket>', 'total, hour, day, week, month, quarter or year', 'total')
  .option('--top <n>', 'the n largest groups, the others added up')
  .option('--metrics <names>', 'list_unit_price, resources, total_savings …', commaList, [])
  .option('--compare <period>', 'with the previous period or year, or the same weekdays')
  .option('--cumulative', 'add each bucket to those before it')
  .option('--fiscal-start <month>', 'first month of the fiscal year, 1 to 12')
  .option('--currency <code>', 'convert all amounts, EUR')
  .option('--rates <source>', 'source of the exchange rates; ECB when left out')
  .option('--max-age <days>', 'that a rate may be older than the charge; 7 when left out')
  .option('--output <file>', 'write a .csv, .json, .xlsx or .parquet file')
  .action((_, command: Command) => costsCommand(all(command)));

program
  .command('drivers')
  .description('which values explain how the cost of two periods differs')
  .option('--by <dimensions>', 'dimensions to look in', commaList, [])
  .option('--where <condition>', 'service=Amazon S3, region!=eu-west-1, tag:team=', collect, [])
  .option('--last <span>', '30d, 12w, 6m or 1y, up to today')
  .option('--from <day>', 'first day, 2026-05-01')
  .option('--to <day>', 'the day after the last')
  .option('--metric <name>', 'effective, billed, list or contracted', 'effective')
  .option('--compare <period>', 'period, year or weekdays', 'period')
  .option('--top <n>', 'values of each dimension', '10')
  .option('--currency <code>', 'convert all amounts, EUR')
  .option('--rates <source>', 'source of the exchange rates; ECB when left out')
  .option('--max-age <days>', 'that a rate may be older than the charge; 7 when left out')
  .option('--output <file>', 'write a .csv, .json, .xlsx or .parquet file')
  .action((_, command: Command) => driversCommand(all(command)));

program
  .command('kpis')
  .description('savings rates, commitments, waste and tag coverage')
  .option('--by <dimensions>', 'service, provider, account, region, tag:<key> …', commaList, [])
  .option('--where <condition>', 'service=Amazon S3, region!=eu-west-1, tag:team=', collect, [])
  .option('--last <span>', '30d, 12w, 6m or 1y, up to today')
  .option('--from <day>', 'first day, 2026-05-01')
  .option('--to <day>', 'the day after the last')
  .option('--tag <key>', 'tag whose coverage is asked for')
  .option('--currency <code>', 'convert all amounts, EUR')
  .option('--rates <source>', 'source of the exchange rates; ECB when left out')
  .option('--max-age <days>', 'that a rate may be older than the charge; 7 when left out')
  .option('--output <file>', 'write a .csv, .json, .xlsx or .parquet file')
  .action((_, command: Command) => kpisCommand(all(command)));

program
  .command('focus [slug]')
  .description('run a case of the FOCUS use case library; all of them without a slug')
  .option('--last <span>', '30d, 12w, 6m or 1y, up to today')
  .option('--from <time>', 'first day or moment, 2026-05-01')
  .option('--to <time>', 'day or moment after the last')
  .option('--param <name=value>', 'tagKey=team, programTypes=A,B …', collect, [])
  .option('--output <file>', 'write a .csv, .json, .xlsx or .parquet file')
  .action((slug: string | undefined, _, command: Command) => focusCommand(slug, all(command)));

program
  .command('ask <question...>')
  .description('ask the assistant')
  .action((words: string[], _, command: Command) => askCommand(words, all(command)));

program
  .command('health')
  .description('state of every service')
  .action((_, command: Command) => healthCommand(all(command)));

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof AiFinopsError || error instanceof CliError)) throw error;
  const { code, message } = error;
  console.error(
    program.opts<GlobalOptions>().json
      ? JSON.stringify({ error: { code, message } })
      : `${code}: ${message}`,
  );
  process.exitCode = 1;
});
