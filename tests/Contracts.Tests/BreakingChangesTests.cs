using System.Text.Json.Nodes;
using Xunit;

namespace Contracts.Tests;

/// <summary>Breaking changes of a document are found, compatible ones are not.</summary>
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
    [InlineData("registerThing", "addThing", "post /things has the id addThing")]
    [InlineData("\"post\":", "\"put\":", "post /things is removed")]
    [InlineData("\"dry\"", "\"wet\"", "post /things no longer takes query dry")]
    [InlineData("\"in\": \"query\"", "\"in\": \"query\", \"required\": true", "post /things requires query dry")]
    [InlineData("[\"name\"]", "[\"name\", \"kind\"]", "post /things request/kind is required")]
    [InlineData("[\"a\", \"b\"]", "[\"a\"]", "post /things request/kind no longer allows b")]
    [InlineData("\"name\": { \"type\": \"string\" }", "\"title\": {}", "post /things request/name is removed")]
    [InlineData("[\"null\", \"string\"]", "\"string\"", "post /things request/kind is string instead of null|string")]
    [InlineData("\"201\"", "\"200\"", "post /things no longer answers 201")]
    [InlineData("\"count\"", "\"sum\"", "post /things 201/count is removed")]
    [InlineData("[\"id\"]", "[]", "post /things 201/id is optional")]
    [InlineData("\"integer\"", "\"string\"", "post /things 201/count is string instead of integer")]
    public void A_breaking_change_is_found(string was, string now, string found) =>
        Assert.Contains(found, BreakingChanges.Between(Read(Document), Read(Document.Replace(was, now))));

    [Theory]
    [InlineData("\"count\":", "\"more\": { \"type\": \"string\" }, \"count\":")]
    [InlineData("[\"a\", \"b\"]", "[\"a\", \"b\", \"c\"]")]
    [InlineData("[\"name\"]", "[]")]
    [InlineData("[\"id\"]", "[\"id\", \"count\"]")]
    [InlineData("\"paths\": {", "\"paths\": { \"/more\": { \"get\": { \"responses\": {} } },")]
    public void A_compatible_change_is_not_found(string was, string now) =>
        Assert.Empty(BreakingChanges.Between(Read(Document), Read(Document.Replace(was, now))));

    static JsonNode Read(string text) => JsonNode.Parse(text)!;
}
