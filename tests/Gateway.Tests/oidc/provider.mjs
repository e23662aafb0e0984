// An OpenID Connect provider for the tests. The typed id becomes the subject of the sign-in. POST /rotate gives
// it another signing key and forgets the old one. POST /client, with an address as its body, lets the client sign in
// from there. GET /renewals answers how often a refresh token was used.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const signingKey = () => ({
  ...generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }),
  kid: randomUUID(), use: "sig", alg: "ES256",
});

const addresses = [];
let keys = [signingKey()], renewals = 0;
const cookieKeys = [randomUUID()];

const makeProvider = (issuer) => new Provider(issuer, {
  jwks: { keys },
  cookies: { keys: cookieKeys },
  clientAuthMethods: ["none"],
  clients: [{
    client_id: "console", token_endpoint_auth_method: "none", application_type: "native",
    redirect_uris: ["http://127.0.0.1/signed-in", ...addresses.map((a) => `${a}auth/callback`)],
    post_logout_redirect_uris: addresses, grant_types: ["authorization_code", "refresh_token"],
    id_token_signed_response_alg: "ES256",
  }],
  issueRefreshToken: async () => true,
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => "urn:platform",
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "openid",
        audience: "platform",
        accessTokenFormat: "jwt",
        accessTokenTTL: 600,
        jwt: { sign: { alg: "ES256" } },
      }),
    },
  },
});

const start = () => {
  const provider = makeProvider(issuer);
  provider.on("grant.success", (context) => {
    if (context.oidc.params.grant_type === "refresh_token") renewals++;
  });
  handle = provider.callback();
};

const server = createServer(async (request, response) => {
  if (request.method === "POST" && request.url === "/rotate") {
    keys = [signingKey()];
    start();
    response.writeHead(204).end();
  } else if (request.method === "POST" && request.url === "/client") {
    let address = "";
    for await (const part of request) address += part;
    addresses.push(address);
    start();
    response.writeHead(204).end();
  } else if (request.url === "/renewals") response.end(String(renewals));
  else handle(request, response);
});
let issuer, handle;
server.listen(0, "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  start();
  console.log(`issuer ${issuer}`);
});

// It ends with the one who started it.
process.stdin.resume().on("end", () => process.exit());
