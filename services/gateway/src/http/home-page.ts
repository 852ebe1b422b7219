/** The page at `/` where the web client was not built: says that Keep runs, and how to build its client. */
import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
main { max-width: 32rem; padding: 2rem; }
h1 { font-size: 1.5rem; margin: 0 0 0.5rem; }
p { margin: 0 0 1rem; opacity: 0.8; }
ul { list-style: none; padding: 0; margin: 0; display: grid; gap: 0.5rem; }
a { display: block; padding: 0.75rem 1rem; border: 1px solid color-mix(in srgb, CanvasText 20%, Canvas);
  border-radius: 12px; color: inherit; text-decoration: none; }
a:hover, a:focus-visible { border-color: currentcolor; }
small { display: block; opacity: 0.7; }
`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Keep</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Keep is running</h1>
<p>Its web client is not built: run <code>npm run build</code>. The API is described here.</p>
<ul>
<li><a href="/api/v1/reference">API reference<small>Every route, to read and to try</small></a></li>
<li><a href="/api/v1/openapi.json">OpenAPI 3.1<small>The same for programs</small></a></li>
<li><a href="/api/v1/asyncapi.json">AsyncAPI 3.0<small>The events between the services</small></a></li>
</ul>
</main>
</body>
</html>
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Allows its one style and nothing else. */
export const sendHomePage: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('content-length', Buffer.byteLength(PAGE));
  response.setHeader('cache-control', 'no-cache');
  response.setHeader(
    'content-security-policy',
    `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  response.end(PAGE);
};
