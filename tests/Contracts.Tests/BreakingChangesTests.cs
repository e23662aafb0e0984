using System.Text.Json.Nodes;
using Xunit;

namespace Contracts.Tests;

/// <summary>Each change of a document is told apart by whether it breaks a client.</summary>
public class BreakingChangesTests
{
    const string Document = """
        {
          "paths": {
            "/things": {
              "post": {
                "operationId": "registerThing",
                "parameters": [{ "name": "dry", "in": "query", "schema": { "type": "boolean" } }],
                "requestBody": {
                  "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Request" } } }
                },
                "responses": {
                  "201": {
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Response" } } }
                  }
                }
              }
            }
          },
          "components": {
            "schemas": {
              "Request": {
                "type": "object",
                "required": ["name"],
                "properties": {
                  "name": { "type": "string" },
                  "kind": { "type": ["null", "string"], "enum": ["a", "b"] }
                }
              },
              "Response": {
                "type": "object",
                "required": ["id"],
                "properties": { "id": { "type": "string" }, "count": { "type": "integer" } }
              }
            }
          }
        }
        """;

    [Theory]
    [InlineData("registerThing", "addThing", "post /things is called addThing")]
    [InlineData("\"post\":", "\"put\":", "post /things is gone")]
    [InlineData("\"dry\"", "\"wet\"", "post /things takes query dry no more")]
    [InlineData("\"in\": \"query\"", "\"in\": \"query\", \"required\": true", "post /things must be given query dry")]
    [InlineData("[\"name\"]", "[\"name\", \"kind\"]", "post /things request/kind must be given")]
    [InlineData("[\"a\", \"b\"]", "[\"a\"]", "post /things request/kind may be b no more")]
    [InlineData("\"name\": { \"type\": \"string\" }", "\"title\": {}", "post /things request/name is gone")]
    [InlineData("[\"null\", \"string\"]", "\"string\"", "post /things request/kind is string in place of null|string")]
    [InlineData("\"201\"", "\"200\"", "post /things answers 201 no more")]
    [InlineData("\"count\"", "\"sum\"", "post /things 201/count is gone")]
    [InlineData("[\"id\"]", "[]", "post /things 201/id may be missing")]
    [InlineData("\"integer\"", "\"string\"", "post /things 201/count is string in place of integer")]
    public void A_change_that_breaks_a_client_is_found(string was, string now, string found) =>
        Assert.Contains(found, BreakingChanges.Between(Read(Document), Read(Document.Replace(was, now))));

    [Theory]
    [InlineData("\"count\":", "\"more\": { \"type\": \"string\" }, \"count\":")]
    [InlineData("[\"a\", \"b\"]", "[\"a\", \"b\", \"c\"]")]
    [InlineData("[\"name\"]", "[]")]
    [InlineData("[\"id\"]", "[\"id\", \"count\"]")]
    [InlineData("\"paths\": {", "\"paths\": { \"/more\": { \"get\": { \"responses\": {} } },")]
    public void A_change_that_suits_every_client_is_none(string was, string now) =>
        Assert.Empty(BreakingChanges.Between(Read(Document), Read(Document.Replace(was, now))));

    static JsonNode Read(string text) => JsonNode.Parse(text)!;
}
