// An OpenID Connect provider for the tests. The typed id becomes the subject of the sign-in. POST /rotate gives
// it another signing key and forgets the old one.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const signingKey = () => ({
  ...generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }),
  kid: randomUUID(), use: "sig", alg: "ES256",
});

const makeProvider = (issuer) => new Provider(issuer, {
  jwks: { keys: [signingKey()] },
  cookies: { keys: [randomUUID()] },
  clientAuthMethods: ["none"],
  clients: [{
    client_id: "console", token_endpoint_auth_method: "none", application_type: "native",
    redirect_uris: ["http://127.0.0.1/signed-in"], id_token_signed_response_alg: "ES256",
  }],
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

const server = createServer((request, response) => {
  if (request.method === "POST" && request.url === "/rotate") {
    handle = makeProvider(issuer).callback();
    response.writeHead(204).end();
  } else handle(request, response);
});
let issuer, handle;
server.listen(0, "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  handle = makeProvider(issuer).callback();
  console.log(`issuer ${issuer}`);
});

// It ends with the one who started it.
process.stdin.resume().on("end", () => process.exit());
