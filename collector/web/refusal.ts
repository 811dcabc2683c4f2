// The one answer to everything that is not as it must be: the same body and size whatever was wrong, so that it tells nothing to whoever tries.

export const REFUSAL_TYPE = 'application/problem+json';
/** RFC 9457. */
export const REFUSAL_BODY = '{"type":"about:blank","title":"not accepted"}';

export function refusal(status: 400 | 404 | 413 | 422 | 500): Response {
  return new Response(REFUSAL_BODY, {
    status,
    headers: { 'content-type': REFUSAL_TYPE, 'cache-control': 'no-store' },
  });
}
