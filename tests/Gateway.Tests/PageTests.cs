using Microsoft.AspNetCore.Http;
using ServiceDefaults.Http;
using Xunit;

namespace Gateway.Tests;

public sealed class PageTests : IAsyncLifetime
{
    const string Document = """
        { "openapi": "3.1.1", "paths": { "/census/v1/needs/{id}": { "get": {
            "summary": "读取需求 Read a need", "x-access": { "staff": ["grid-head", "chair"], "person": true },
            "parameters": [{ "$ref": "#/components/parameters/Id" }] } },
          "/census/v1/needs": { "post": { "summary": "登记 <需求>", "x-access": { "public": true },
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/OpenNeed" } } } },
            "responses": { "201": { "content": { "application/json": { "schema": {
              "type": "object", "required": ["id"], "properties": { "id": { "type": "string", "format": "uuid" } } } } } } } } } },
          "components": { "parameters": { "Id": { "name": "id", "in": "path", "required": true,
            "schema": { "type": "string", "format": "uuid" } } }, "schemas": { "OpenNeed": { "required": ["kind"],
            "properties": { "kind": { "type": "string" },
            "note": { "type": ["null", "string"] },
            "hours": { "type": ["null", "array"], "items": { "$ref": "#/components/schemas/Hours" } },
            "parent": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/OpenNeed" }] } } },
            "Hours": { "type": "object", "properties": { "day": { "enum": ["monday", "sunday"] } } } } } }
        """;
    FakeService _service = null!;
    TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await FakeService.StartAsync(context =>
        {
            if (!context.Request.Path.Value!.Contains("census", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            }
            context.Response.ContentType = "application/json";
            return context.Request.Path.Value.EndsWith(".problems.json", StringComparison.Ordinal)
                ? context.Response.WriteAsJsonAsync(
                    new ProblemCatalogue(
                        [
                            new Problem(
                                "CEN-0003",
                                409,
                                "需求已关闭",
                                "The need is closed",
                                "无需再办。",
                                "Nothing is left to do."
                            ),
                        ],
                        [new FieldRule("CEN-1001", "不是家庭成员", "is no member")]
                    )
                )
                : context.Response.WriteAsync(Document);
        });
        _gateway = await TestGateway.StartAsync(_service.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task The_documents_say_routes_callers_fields_and_codes_in_Chinese_first()
    {
        var page = (await _gateway.Anonymous.Get("/docs")).Expect(200);
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        string[] expected =
        [
            "<html lang=\"zh-CN\">",
            "民情 <small>Census</small>",
            "<code>/census/v1/needs/{id}</code>",
            "<h3 id=\"census.needs\">needs</h3>",
            "读取需求 Read a need",
            "登记 &lt;需求&gt;",
            "工作人员 <small>staff</small> <code>grid-head</code> <code>chair</code>",
            "本人（已登录）",
            "任何人 <small>anybody</small>",
            "<code>kind</code></td><td>string</td><td>必填 required</td>",
            "<code>hours[].day</code></td><td>monday | sunday</td>",
            "<code>parent.kind</code>",
            "<code>id</code></td><td>path</td><td>string (uuid)</td><td>必填 required</td>",
            "href=\"/docs/problems#CEN-0003\"",
            "该服务暂时无法访问",
        ];
        Assert.All(expected, e => Assert.Contains(e, page.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_problems_type_leads_to_an_anchor_with_its_words()
    {
        var page = (await _gateway.Anonymous.Get("/docs/problems")).Expect(200).Text;
        var type = (await _gateway.Anonymous.Get("/nothing"))["type"].GetString()!;
        Assert.StartsWith("/docs/problems#", type, StringComparison.Ordinal);
        var house = ProblemCatalogue.Of(null);
        Assert.True(house.Problems.Count >= 20 && house.Rules.Count >= 10);
        Assert.All(
            house
                .Problems.Select(p => p.Code)
                .Concat(house.Rules.Select(r => r.Code))
                .Append("CEN-0003")
                .Append("CEN-1001")
                .Append(type.Split('#')[1]),
            c => Assert.Contains($"<tr id=\"{c}\">", page, StringComparison.Ordinal)
        );
        Assert.Contains(
            "需求已关闭<small>The need is closed</small></td><td>无需再办。<small>Nothing is left to do.</small>",
            page,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/"), InlineData("/docs"), InlineData("/docs/problems"), InlineData("/style.css")]
    public async Task A_page_needs_nothing_from_elsewhere(string path)
    {
        var text = (await _gateway.Anonymous.Get(path)).Expect(200).Text;
        Assert.DoesNotContain("//", text.Replace("&#x2F;", "/", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_landing_page_greets_in_Chinese_and_shows_the_way()
    {
        var page = (await _gateway.Anonymous.Get("/")).Expect(200).Text;
        Assert.All(["妇联基层工作平台", "href=\"/docs\"", "href=\"/docs/problems\"", "href=\"/docs#jobs\""], e =>
            Assert.Contains(e, page, StringComparison.Ordinal)
        );
    }
}
