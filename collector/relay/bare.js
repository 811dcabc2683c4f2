// For nginx: of an answer's header fields the content type and length go on. Any other could make a browser talk to the collector directly
// (Alt-Svc, Report-To, NEL, Link) or remember something (Set-Cookie, ETag).
function headers(r) {
  for (const name in r.headersOut) {
    if (!/^content-(?:type|length)$/i.test(name)) delete r.headersOut[name];
  }
}

export default { headers };
