using System.Text.Json.Nodes;
using ServiceDefaults.OpenApi;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>The API document of the toy service's routes.</summary>
public sealed class ApiDocumentTests(ToyFixture toys)
{
    async Task<JsonNode> OperationAsync(string path, string method) =>
        (await DocumentAsync())["paths"]![path]![method]!;

    async Task<JsonNode> DocumentAsync()
    {
        var builder = TestService.Builder(ToyService.Setup, "Host=none", new("amqp://none"), toys.Service.Clock, []);
        return JsonNode.Parse(await ApiDocument.WriteAsync(builder, ToyService.Routes))!;
    }

    [Fact]
    public async Task The_introduction_of_a_document_links_to_the_problems() =>
        Assert.Contains(
            "(/docs/problems)",
            $"{(await DocumentAsync())["info"]!["description"]}",
            StringComparison.Ordinal
        );

    [Fact]
    public async Task An_operation_lists_its_callers_and_roles()
    {
        var access = (await OperationAsync("/toys/v1/things", "post"))["x-access"]!;
        Assert.Equal([ToyService.Keeper], access["staff"]!.AsArray().Select(r => $"{r}"));
        Assert.True(access["person"]!.GetValue<bool>());
        Assert.Null(access["public"]);
    }

    [Fact]
    public async Task A_post_takes_an_idempotency_key() =>
        Assert.Contains(
            "#/components/parameters/IdempotencyKey",
            $"{(await OperationAsync("/toys/v1/things", "post"))["parameters"]}"
        );

    [Fact]
    public async Task A_change_takes_the_version_that_was_read() =>
        Assert.Contains(
            "#/components/parameters/IfMatch",
            $"{(await OperationAsync("/toys/v1/things/{id}", "patch"))["parameters"]}"
        );

    [Fact]
    public async Task A_public_operation_needs_no_token() =>
        Assert.Empty((await OperationAsync("/toys/v1/open", "get"))["security"]!.AsArray());

    [Fact]
    public async Task A_list_has_its_columns_and_a_parameter_for_each_filter()
    {
        var list = await OperationAsync("/toys/v1/shapes", "get");
        var columns = list["x-columns"]!.AsArray().Select(c => $"{c!["name"]}").ToList();
        Assert.NotEmpty(columns);
        var filtered = list["x-columns"]!.AsArray().Where(c => c!["plain"] is null).Select(c => $"{c!["name"]}");
        var taken = list["parameters"]!.AsArray().Select(p => $"{p!["name"]}").ToList();
        Assert.All(filtered, name => Assert.Contains(name, taken));
    }

    [Theory]
    [InlineData("name", """{"maxLength":5,"minLength":1,"type":"string","examples":["李四"]}""")]
    [InlineData("owner", """{"type":"string","format":"uuid"}""")]
    [InlineData("kept", """{"maxLength":5,"minLength":1,"type":["null","string"]}""")]
    [InlineData("count", """{"maximum":9,"minimum":1,"type":["null","integer"],"format":"int32"}""")]
    [InlineData("colour", """{"enum":["red","blue",null],"type":["null","string"],"x-table":"colour"}""")]
    [InlineData(
        "colours",
        """{"maxItems":2,"type":["null","array"],"items":{"enum":["red","blue"],"type":"string","x-table":"colour"}}"""
    )]
    [InlineData(
        "rows",
        """{"type":["null","array"],"items":{"$ref":"#/components/schemas/ToyServiceRow"},"""
            + "\"description\":\"No two elements have the same name.\"}"
    )]
    [InlineData(
        "order",
        """{"uniqueItems":true,"type":["null","array"],"items":{"enum":["red","blue"],"type":"string","x-table":"colour"}}"""
    )]
    [InlineData("cleared", """{"maxLength":5,"pattern":"^$|^[a-z]+$","type":["null","string"],"examples":["abc"]}""")]
    [InlineData("word", """{"pattern":"^[a-z]+$","type":["null","string"],"examples":["abc"]}""")]
    public async Task A_member_has_its_rules(string member, string schema) =>
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(schema),
                (await DocumentAsync())["components"]!["schemas"]!["ToyServiceRuled"]!["properties"]![member]
            ),
            $"{(await DocumentAsync())["components"]!["schemas"]!["ToyServiceRuled"]!["properties"]![member]}"
        );

    [Fact]
    public async Task A_request_lists_its_required_members() =>
        Assert.Equal(
            ["name", "owner"],
            (await DocumentAsync())["components"]!["schemas"]!["ToyServiceRuled"]!["required"]!
                .AsArray()
                .Select(r => $"{r}")
        );

    [Fact]
    public async Task A_request_has_an_example_of_its_required_members() =>
        Assert.Equal(
            "李四",
            $"{(await OperationAsync("/toys/v1/ruled", "post"))["requestBody"]!["content"]!["application/json"]!["example"]!["name"]}"
        );

    [Fact]
    public async Task The_failures_of_an_operation_are_those_of_the_rules_of_its_members() =>
        Assert.Equal(
            ["PLT-1001", "PLT-1002", "PLT-1003", "PLT-1006", "PLT-1007", "PLT-1010"],
            (await OperationAsync("/toys/v1/ruled", "post"))["responses"]!["400"]!["x-rules"]!
                .AsArray()
                .Select(r => $"{r}")
        );

    [Fact]
    public async Task The_failures_of_an_operation_are_those_that_its_code_reaches() =>
        Assert.Contains(
            ToyService.Grumpy.Code,
            $"{(await OperationAsync("/toys/v1/grumpy", "post"))["responses"]![$"{ToyService.Grumpy.Status}"]!["x-codes"]}"
        );

    [Fact]
    public async Task A_platform_route_is_left_out() => Assert.Null((await DocumentAsync())["paths"]!["/health/ready"]);
}
