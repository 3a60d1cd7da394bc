import type { Asked, Fixtures, Stage } from './stage';

const PART = 'a part of a bill';
const TUS = { 'tus-resumable': '1.0.0' };

const asMember = async (stage: Stage, asked: Asked = {}): Promise<Asked> => ({
  token: (await stage.member()).accessToken,
  ...asked,
});
const ofImport = async (stage: Stage): Promise<Asked> =>
  asMember(stage, { parameters: { id: await stage.importId() } });

/** How each route of finops and of the assistant succeeds. */
export const FINOPS: Fixtures = {
  'finops POST /exchange-rates': async (stage) => ({
    token: (await stage.world.member('ADMIN')).accessToken,
    body: 'Date,USD\n2026-05-01,1.0876\n',
    headers: { 'content-type': 'text/csv' },
  }),
  'finops POST /exports': async (stage) => {
    await stage.importId();
    const period = { from: '2026-05-01', to: '2026-06-01' };
    const input = { period, groupBy: [{ dimension: 'SERVICE_NAME' }] };
    return asMember(stage, { body: { of: 'costs', format: 'csv', input } });
  },
  'finops POST /imports': async (stage) =>
    asMember(stage, { body: { uploadId: await stage.upload(), source: 'openapi' } }),
  'finops GET /imports': async (stage) => {
    await stage.importId();
    return asMember(stage, { query: '?first=2' });
  },
  'finops GET /imports/{id}': ofImport,
  'finops GET /imports/{id}/refused-rows': ofImport,
  'finops GET /imports/{id}/quality': ofImport,
  'finops POST /uploads': (stage) =>
    asMember(stage, {
      query: '?filename=may.csv',
      body: 'a,b\n1,2\n',
      headers: { 'content-type': 'text/csv' },
    }),
  'finops GET /uploads/{id}': async (stage) =>
    asMember(stage, { parameters: { id: await stage.upload() } }),
  'finops PATCH /uploads/{id}': async (stage) =>
    asMember(stage, {
      parameters: { id: await stage.beginUpload(PART.length) },
      body: PART,
      headers: { ...TUS, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    }),
  'finops DELETE /uploads/{id}': async (stage) =>
    asMember(stage, { parameters: { id: await stage.beginUpload(PART.length) }, headers: TUS }),
  'finops GET /health': () => ({}),
  'finops GET /health/ready': () => ({}),
  'assistant GET /health': () => ({}),
  'assistant GET /health/ready': () => ({}),
};
