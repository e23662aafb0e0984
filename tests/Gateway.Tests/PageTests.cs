using Microsoft.AspNetCore.Http;
using ServiceDefaults.Http;
using Xunit;

namespace Gateway.Tests;

public sealed class PageTests : IAsyncLifetime
{
    FakeService _service = null!;
    TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await FakeService.StartAsync(context =>
        {
            if (context.Request.Path.Value != "/openapi/census.problems.json")
            {
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            }
            return context.Response.WriteAsJsonAsync(
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
            );
        });
        _gateway = await TestGateway.StartAsync(_service.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task A_page_is_Chinese_and_names_the_lost_service()
    {
        var page = (await _gateway.Anonymous.Get("/docs/problems")).Expect(200);
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        Assert.Contains("<html lang=\"zh-CN\">", page.Text, StringComparison.Ordinal);
        Assert.Contains("该服务暂时无法访问", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problems_type_links_to_an_anchor_with_its_texts()
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
    public async Task A_page_loads_nothing_from_other_origins(string path)
    {
        var text = (await _gateway.Anonymous.Get(path)).Expect(200).Text;
        Assert.DoesNotContain("//", text.Replace("&#x2F;", "/", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_landing_page_is_Chinese_and_links_to_the_other_pages()
    {
        var page = (await _gateway.Anonymous.Get("/")).Expect(200).Text;
        Assert.All(["妇联基层工作平台", "href=\"/docs\"", "href=\"/docs/problems\"", "href=\"/docs/jobs\""], e =>
            Assert.Contains(e, page, StringComparison.Ordinal)
        );
    }
}
