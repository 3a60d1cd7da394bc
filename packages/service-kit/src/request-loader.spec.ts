import { RequestLoader } from './request-loader';
import type { RequestContext } from './viewer';

const context = (): RequestContext => ({
  viewer: null,
  client: { ip: null, userAgent: null },
  requestId: 'r',
});

describe('RequestLoader', () => {
  it('reads the ids of one request in one batch, and those of another apart', async () => {
    const batches: (readonly string[])[] = [];
    const loader = new RequestLoader<string>(async (_, ids) => {
      batches.push(ids);
      return new Map(ids.filter((id) => id !== 'absent').map((id) => [id, id.toUpperCase()]));
    });
    const one = context();
    const found = await Promise.all(['a', 'b', 'a', 'absent'].map((id) => loader.load(one, id)));
    expect(found).toEqual(['A', 'B', 'A', null]);
    await loader.load(context(), 'a');
    expect(batches).toEqual([['a', 'b', 'absent'], ['a']]);
  });
});
